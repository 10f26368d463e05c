using System.Collections.Immutable;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Conversations;

/// <summary>The conversation in a journal: each tool call is followed by its result, in the model's order.</summary>
/// <remarks>
/// Grows only at its end, so a <see cref="Snapshot"/> stays what it was. A run's input joins when the run starts, a message that steers
/// a run when the model is called next, so that it never stands between a tool call and its result. Not safe for concurrent use.
/// </remarks>
public sealed class Conversation
{
    private const string AssistantRole = "assistant";
    private const string ToolRole = "tool";
    private const string Unfinished = "There is no result: the run ended before this call did.";

    // In the order in which they came, so that equal conversations are saved alike.
    private readonly OrderedDictionary<RunKey, ImmutableArray<UserMessage>> queued = [];
    private readonly List<ConversationMessage> steers = [];
    private ConversationMessage[] messages = new ConversationMessage[8];
    private int count;
    private int stored;
    private string? model;
    private ImmutableArray<AssistantToolCall> calls = [];
    private Content?[] results = [];
    private int answered;

    /// <summary>The position after the last entry that was added.</summary>
    public long Position { get; private set; }

    /// <summary>The messages so far. Does not change when the conversation grows.</summary>
    public ArraySegment<ConversationMessage> Snapshot() => new(messages, 0, count);

    /// <summary>How many of the messages refer to the payload store; if 0, no prompt has to read it.</summary>
    public int Stored => stored;

    /// <summary>The tool calls of the model's last message, until all have their results; empty if none are open.</summary>
    public ImmutableArray<AssistantToolCall> OpenCalls => calls;

    /// <summary>Adds the journal's next entry. One that was added before changes nothing.</summary>
    public void Add(PlacedEntry placed)
    {
        if (placed.Place.Position < Position)
            return;
        Position = placed.Place.Position + 1;
        switch (placed.Entry)
        {
            case RunCreated created:
                queued[created.Run!.Value] = created.Messages;
                break;
            case RunStarted started when queued.Remove(started.Run!.Value, out var input):
                foreach (var message in input)
                    Push(new ConversationMessage(message.Role ?? "user", message.Content, []) { Parts = message.Parts ?? [] });
                break;
            case MessageReceived received:
                steers.Add(new ConversationMessage("user", received.Content, []) { Parts = received.Parts ?? [] });
                break;
            case ModelCallStarted started:
                model = started.Model;
                PushSteers();
                break;
            case AssistantMessage message:
                Push(new ConversationMessage(AssistantRole, message.Content, message.Calls ?? []) { Model = model, Extra = message.Extra });
                calls = message.Calls ?? [];
                results = new Content?[calls.Length];
                answered = 0;
                break;
            case ToolCallCompleted completed when completed.CallIndex < results.Length:
                results[completed.CallIndex] ??= completed.Content;
                PushResults();
                break;
            case RunEnded:
                End(placed.Entry);
                break;
        }
    }

    /// <summary>All there is of it, for a checkpoint.</summary>
    internal SavedConversation Save() => new(
        Position,
        // The calls are in the message that asked for them: their results follow in the same order.
        [.. Snapshot().Select(static message => message.Answered is null ? message : message with { Answered = null })],
        [.. queued.Select(static input => new QueuedInput(input.Key, input.Value))], [.. steers], model, calls, [.. results], answered);

    /// <summary>The conversation that was saved.</summary>
    internal static Conversation Of(SavedConversation saved)
    {
        var conversation = new Conversation
        {
            Position = saved.Position, model = saved.Model, calls = saved.Calls, results = [.. saved.Results], answered = saved.Answered,
        };
        foreach (var input in saved.Queued)
            conversation.queued.Add(input.Run, input.Messages);
        conversation.steers.AddRange(saved.Steers);
        var (calls, result) = (ImmutableArray<AssistantToolCall>.Empty, 0);
        foreach (var message in saved.Messages)
        {
            conversation.Push(message.Role == ToolRole ? message with { Answered = calls[result++] } : message);
            if (message.Role == AssistantRole)
                (calls, result) = (message.ToolCalls, 0);
        }
        return conversation;
    }

    private void End(Entry end)
    {
        // A run that ended in the queue never touched the conversation.
        if (queued.Remove(end.Run!.Value))
            return;
        while (!calls.IsEmpty)
        {
            results[answered] ??= Content.Inline(Unfinished);
            PushResults();
        }
        PushSteers();
    }

    private void PushResults()
    {
        while (answered < calls.Length && results[answered] is { } result)
        {
            Push(new ConversationMessage(ToolRole, result, [], calls[answered]));
            answered++;
        }
        if (answered == calls.Length)
            (calls, results) = ([], []);
    }

    private void PushSteers()
    {
        foreach (var steer in steers)
            Push(steer);
        steers.Clear();
    }

    private void Push(ConversationMessage message)
    {
        // Readers of older snapshots keep the array they have; what they see of it never changes.
        if (count == messages.Length)
            Array.Resize(ref messages, count * 2);
        messages[count++] = message;
        if (message.Whole is null)
            stored++;
    }
}
