using System.Text;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models;

/// <summary>Puts an answer together from its pieces and stops at once where it grows too large.</summary>
internal sealed class AnswerBuilder(ModelCall call, Action<string> onText)
{
    private readonly PiecedText text = new();
    private readonly List<PartialCall> calls = [];

    /// <summary>Bytes of text and arguments so far.</summary>
    public long SizeBytes { get; private set; }

    public string? FinishReason { get; set; }

    public string? Model { get; set; }

    public ReportedUsage? Usage { get; set; }

    /// <summary>Tool calls so far.</summary>
    public int CallCount => calls.Count;

    public bool IsEmpty => text.IsEmpty && calls.Count == 0;

    public void AddText(string piece)
    {
        if (piece.Length == 0)
            return;
        Grow(piece);
        text.Append(piece);
        onText(piece);
    }

    /// <summary>Adds a piece of a tool call: id and name come once, arguments in any number of pieces.</summary>
    public void AddToolCall(int index, string? id, string? name, string arguments)
    {
        var partial = calls.FindLast(open => open.Index == index);
        // Some servers number every call 0 and tell them apart by their ids alone.
        if (partial is null || (partial.Id is { } known && id is { Length: > 0 } && id != known))
            calls.Add(partial = new PartialCall(index));
        partial.Id ??= id is { Length: > 0 } ? id : null;
        partial.Name ??= name is { Length: > 0 } ? name : null;
        Grow(arguments);
        partial.Arguments.Append(arguments);
    }

    /// <summary>The text; null where there is none.</summary>
    public string? Text() => text.IsEmpty ? null : text.ToString();

    /// <summary>The tool calls in the model's order.</summary>
    public IReadOnlyList<ToolRequest> ToolCalls()
    {
        var requests = new ToolRequest[calls.Count];
        for (var i = 0; i < requests.Length; i++)
        {
            var name = calls[i].Name ?? throw new ModelException(ModelFailureKind.Transient, "The model called a tool without naming it.");
            // A call without an id gets one, for the next prompt has to name it.
            requests[i] = new ToolRequest(calls[i].Id ?? $"call_{call.Step.Number}_{i}", name, calls[i].Arguments.ToString());
        }
        return requests;
    }

    private void Grow(string piece)
    {
        SizeBytes += Encoding.UTF8.GetByteCount(piece);
        if (SizeBytes > call.MaxAnswerBytes)
            throw new ModelException(ModelFailureKind.AnswerTooLarge, $"The model's answer is larger than {call.MaxAnswerBytes} bytes.");
    }

    private sealed class PartialCall(int index)
    {
        public int Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public PiecedText Arguments { get; } = new();
    }
}

/// <summary>Tokens as a provider reports them.</summary>
internal sealed record ReportedUsage(long InputTokens, long OutputTokens, long CachedInputTokens);
