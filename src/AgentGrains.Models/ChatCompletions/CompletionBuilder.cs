using System.Text;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Puts an answer together from its chunks. It stops at once if the answer grows too large.</summary>
internal sealed class CompletionBuilder(string model, ModelRequest call, Action<string> onText)
{
    private readonly PiecedText text = new();
    private readonly PiecedText refusal = new();
    private readonly CallAssembly calls = new(call.Tools.Select(static tool => tool.Name).ToHashSet(StringComparer.Ordinal));
    private readonly ProviderMembers members = new();
    private string? finishReason;
    private string? nativeFinishReason;
    private char? openSurrogate;
    private long otherBytes;
    private long callLength;

    /// <summary>The size of everything that came of the answer.</summary>
    public long SizeBytes => otherBytes + callLength;

    public ReportedUsage Usage { get; private set; }

    /// <summary>The model that answers, as it calls itself; null until it says so.</summary>
    public string? Model { get; private set; }

    /// <summary>Whether the answer has ended, so that nothing that follows can change it.</summary>
    public bool HasEnded => finishReason is not null;

    /// <summary>Whether the answer's finish reason stands for a failure, whose words may follow.</summary>
    public bool HasFailed => FinishReasons.FailureOf(finishReason) is not null;

    /// <summary>Whether the answer has ended with what may be all of it: some servers say that it ended with each piece, so also before the text.</summary>
    public bool IsComplete => HasEnded && (!text.IsEmpty || !refusal.IsEmpty || !calls.IsEmpty || members.IsEmpty || FinishReasons.EndingOf(finishReason).IsCutOff());

    /// <summary>Adds a chunk.</summary>
    /// <exception cref="ModelException">The chunk reports a failure, or the answer is too large.</exception>
    public void Add(Chunk chunk)
    {
        if (chunk.Error is { } error && (!HasEnded || HasFailed))
            throw FailureClasses.OfStream(model, error, hasStarted: SizeBytes > 0);
        Model ??= chunk.Model;
        Usage = Usage.Max(chunk.Usage);
        // A message in one piece at the end of a stream repeats what came in pieces: only what did not come yet counts.
        var (noText, noCalls) = (text.IsEmpty && refusal.IsEmpty, calls.IsEmpty);
        if (chunk is { IsWhole: true, IsPiece: true, Text: { } sofar } && !noText)
        {
            var known = text.ToString();
            AddText(sofar.StartsWith(known, StringComparison.Ordinal) ? sofar[known.Length..] : sofar);
        }
        AddContent(chunk, withText: !chunk.IsWhole || noText, withCalls: !chunk.IsWhole || noCalls, withMembers: !chunk.IsWhole || members.IsEmpty);
        nativeFinishReason = chunk.NativeFinishReason ?? nativeFinishReason;
        // The first one counts: a second one only repeats it, or comes with the usage. But one that says the answer was cut off is never overruled.
        var reason = chunk.FinishReason ?? (chunk is { IsWhole: true, IsPiece: false } ? "stop" : null);
        if (finishReason is null || (reason is not null && FinishReasons.EndingOf(reason).IsCutOff()))
            finishReason = reason ?? finishReason;
    }

    private void AddContent(Chunk chunk, bool withText, bool withCalls, bool withMembers)
    {
        AddText(withText ? chunk.Text : null);
        if (withText && chunk.Refusal is { } refused)
        {
            Grow(refused);
            refusal.Append(refused);
        }
        if (withCalls && chunk.Calls.Count > 0)
        {
            calls.Add(chunk.Calls);
            // Not the sum of the pieces: some servers send all arguments so far with each.
            callLength = calls.Length;
            CheckSize();
        }
        foreach (var (name, value) in withMembers ? chunk.Members : [])
        {
            Grow(value.GetRawText());
            members.Add(name, value);
        }
    }

    /// <summary>The endpoint says that this was all.</summary>
    public void Done()
    {
        var finished = calls.Finish();
        if (finished.Count > 0 ? finished.TrueForAll(static call => call.IsWhole) : !text.IsEmpty || !refusal.IsEmpty)
            finishReason ??= finished.Count > 0 ? "tool_calls" : "stop";
    }

    /// <summary>The answer, without its usage.</summary>
    /// <exception cref="ModelException">It is none.</exception>
    public ModelAnswer Finish(ModelUsage usage, string modelId)
    {
        if (finishReason is null)
            throw Bad($"The answer of model '{model}' broke off before its end.");
        // A gateway says "stop" of what the provider behind it broke off.
        if ((FinishReasons.FailureOf(finishReason) ?? FinishReasons.FailureOf(nativeFinishReason)) is { } failed)
            throw new ModelException(failed, $"Model '{model}' ended its answer with a failure ({Reason()}).");
        var ending = FinishReasons.EndingOf(finishReason);
        if (!ending.IsCutOff() && FinishReasons.EndingOf(nativeFinishReason) is var native && native.IsCutOff())
            ending = native;
        if (openSurrogate is not null)
            Emit("");
        var said = text.ToString();
        if (string.IsNullOrWhiteSpace(said) && !refusal.IsEmpty)
            (said, ending) = (LenientText.Repair(refusal.ToString()), AnswerEnding.Refusal);
        var requests = Requests();
        if (string.IsNullOrWhiteSpace(said) && requests.Length == 0)
            throw Empty(ending);
        return new ModelAnswer(said.Length == 0 ? null : said, requests, usage, finishReason, modelId) { Ending = ending, Extra = members.ToJson() };
    }

    private ModelException Empty(AnswerEnding ending) => ending switch
    {
        AnswerEnding.ContentFilter or AnswerEnding.Refusal => new ModelException(ModelFailureKind.Filtered, $"The content filter of model '{model}' rejected the whole answer ({Reason()})."),
        AnswerEnding.Length when FinishReasons.IsOverflow(finishReason) || FinishReasons.IsOverflow(nativeFinishReason) =>
            new ModelException(ModelFailureKind.ContextOverflow, $"The prompt fills the context of model '{model}' ({Reason()})."),
        AnswerEnding.Length => Bad($"Model '{model}' reached its output limit before it wrote an answer ({Reason()})."),
        _ when !members.IsEmpty => Bad($"Model '{model}' only reasoned and wrote no answer ({Reason()})."),
        _ => Bad($"Model '{model}' gave an empty answer ({Reason()})."),
    };

    private string Reason() => nativeFinishReason is null || nativeFinishReason == finishReason
        ? $"finish reason {finishReason}"
        : $"finish reason {finishReason}, the provider's own {nativeFinishReason}";

    private ToolRequest[] Requests()
    {
        var finished = calls.Finish();
        if (calls.IsAmbiguous)
            throw Bad($"Model '{model}' sent pieces of tool calls that cannot be told apart.");
        var requests = new ToolRequest[finished.Count];
        for (var i = 0; i < requests.Length; i++)
        {
            if (finished[i].Name.Length == 0)
                throw Bad($"Model '{model}' called a tool without a name.");
            // A call without an id gets one where it is recorded.
            requests[i] = new ToolRequest(finished[i].Id, finished[i].Name, LenientText.Repair(finished[i].Arguments)) { Extra = finished[i].Members.ToJson() };
        }
        return requests;
    }

    private void AddText(string? piece)
    {
        if (piece is null)
            return;
        Grow(piece);
        Emit(piece);
    }

    /// <summary>Adds text and shows it at once, without halves of surrogate pairs: the other half may come with the next piece.</summary>
    private void Emit(string piece)
    {
        if (openSurrogate is { } high)
            (piece, openSurrogate) = (high + piece, null);
        if (piece.Length > 1 && char.IsHighSurrogate(piece[^1]))
            (piece, openSurrogate) = (piece[..^1], piece[^1]);
        else if (piece.Length == 1 && char.IsHighSurrogate(piece[0]) && finishReason is null)
        {
            openSurrogate = piece[0];
            return;
        }
        piece = LenientText.Repair(piece);
        text.Append(piece);
        onText(piece);
    }

    private void Grow(string piece)
    {
        otherBytes += Encoding.UTF8.GetByteCount(piece);
        CheckSize();
    }

    private void CheckSize()
    {
        if (SizeBytes > call.MaxAnswerBytes)
            throw new ModelException(ModelFailureKind.AnswerTooLarge, $"The answer of model '{model}' is larger than {call.MaxAnswerBytes} bytes.");
    }

    private static ModelException Bad(string message) => new(ModelFailureKind.BadAnswer, message);
}
