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
    private const string Unfinished = "There is no result: the run ended before this call did.";

    private readonly Dictionary<Ids.RunKey, RunCreated> queued = [];
    private readonly List<ConversationMessage> steers = [];
    private ConversationMessage[] messages = new ConversationMessage[8];
    private int count;
    private int stored;
    private string? model;
    private AssistantMessage? turn;
    private ToolCallCompleted?[] results = [];
    private int answered;

    /// <summary>The messages so far. Does not change when the conversation grows.</summary>
    public ArraySegment<ConversationMessage> Snapshot() => new(messages, 0, count);

    /// <summary>How many of the messages refer to the payload store; if 0, no prompt has to read it.</summary>
    public int Stored => stored;

    /// <summary>The tool calls of the model's last message that asked for any; null where none are open.</summary>
    public AssistantMessage? OpenTurn => turn;

    /// <summary>Adds the journal's next entry.</summary>
    public void Add(PlacedEntry placed)
    {
        switch (placed.Entry)
        {
            case RunCreated created:
                queued[created.Run!.Value] = created;
                break;
            case RunStarted started when queued.Remove(started.Run!.Value, out var input):
                foreach (var message in input.Messages)
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
                Push(new ConversationMessage("assistant", message.Content, message.Calls ?? []) { Model = model, Extra = message.Extra });
                turn = message.Calls is null ? null : message;
                results = new ToolCallCompleted?[message.Calls?.Length ?? 0];
                answered = 0;
                break;
            case ToolCallCompleted completed when completed.CallIndex < results.Length:
                results[completed.CallIndex] ??= completed;
                PushResults();
                break;
            case RunEnded:
                End(placed.Entry);
                break;
        }
    }

    private void End(Entry end)
    {
        // A run that ended in the queue never touched the conversation.
        if (queued.Remove(end.Run!.Value))
            return;
        while (turn is not null)
        {
            results[answered] ??= new ToolCallCompleted { Step = 0, Attempt = 0, CallIndex = answered, Content = Content.Inline(Unfinished), IsError = true };
            PushResults();
        }
        PushSteers();
    }

    private void PushResults()
    {
        var calls = turn!.Calls!.Value;
        while (answered < calls.Length && results[answered] is { } result)
        {
            Push(new ConversationMessage("tool", result.Content, [], calls[answered]));
            answered++;
        }
        if (answered == calls.Length)
            (turn, results) = (null, []);
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
