using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace AgentGrains.Models.Scripted;

/// <summary>
/// A deterministic stand-in for a model: for the first minute without a key, and for load. The same conversation always gives the same answer.
/// </summary>
/// <remarks>A user's message that begins with <c>#script </c> chooses the script for its own run: the rest of its first line.</remarks>
internal sealed class ScriptedChatClient(Script script, TimeProvider time) : IChatClient
{
    private const string Choice = "#script ";
    private const string ModelName = "scripted";
    private const int BytesPerToken = 4;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = new ScriptedRun(messages as IReadOnlyList<ChatMessage> ?? [.. messages]);
        var said = run.Said;
        var chosen = said.StartsWith(Choice, StringComparison.Ordinal) ? Script.Parse(FirstLine(said)) : script;
        var answer = chosen.Steps is { } steps ? LoadScript.Answer(chosen, steps, run.Answers) : ConversationScript.Answer(run, options?.Tools ?? []);
        if (chosen.Delay > TimeSpan.Zero)
            await Task.Delay(chosen.Delay, time, cancellationToken);

        if (answer.Text is { } text)
        {
            foreach (var piece in Pieces(text, chosen.Chunk ?? text.Length))
                yield return Update(new TextContent(piece));
        }
        foreach (var call in answer.Calls)
            yield return Update(new FunctionCallContent(call.Id, call.Name) { RawRepresentation = call });
        var last = Update(new UsageContent(Usage(said, answer)));
        last.FinishReason = answer.Calls.Count == 0 ? ChatFinishReason.Stop : ChatFinishReason.ToolCalls;
        yield return last;
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing is held.
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]) { ModelId = ModelName };

    private static IEnumerable<string> Pieces(string text, int size)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(at + size, text.Length);
            // Half of a surrogate pair is no text.
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end++;
            yield return text[at..end];
            at = end;
        }
    }

    private static string FirstLine(string said)
    {
        var end = said.IndexOfAny(['\r', '\n']);
        return said[Choice.Length..(end < 0 ? said.Length : end)];
    }

    private static UsageDetails Usage(string said, ScriptedAnswer answer) => new()
    {
        // What the user said stands for the prompt: counting all of it would make a long run's cost grow with its square.
        InputTokenCount = Tokens(Encoding.UTF8.GetByteCount(said)),
        OutputTokenCount = Tokens(Encoding.UTF8.GetByteCount(answer.Text ?? "") + answer.Calls.Sum(call => Encoding.UTF8.GetByteCount(call.Arguments))),
    };

    private static long Tokens(int bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
