using AgentGrains.Core.Conversations;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>In every prompt, and at the end, each tool call is followed by its results, in order, before any other message.</summary>
internal sealed class ConversationIsValid(World world) : Checker(world)
{
    public override void EffectStarted(SessionLedger ledger, Host host, EffectContext request)
    {
        if (request.Effect is not Effect.CallModel)
            return;
        Check(request.Messages);
        // An owner that lost the session meanwhile shows a shorter conversation, never another one.
        var whole = ledger.Conversation.Snapshot();
        Require(request.Messages.Count <= whole.Count && request.Messages.Zip(whole).All(pair => Same(pair.First, pair.Second)), $"The prompt of {request.Step} is not what the journal tells.");
    }

    public override void AtEnd(SessionLedger ledger) => Check(ledger.Conversation.Snapshot());

    private void Check(ArraySegment<ConversationMessage> messages)
    {
        Queue<string> expected = [];
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.Role == "tool")
                Require(expected.TryDequeue(out var id) && id == message.ToolCallId, $"Message {i} answers {message.ToolCallId}, which is not what comes next.");
            else
                Require(expected.Count == 0, $"Message {i} ({message.Role}) stands before the results of {expected.Count} tool calls.");
            foreach (var call in message.ToolCalls)
                expected.Enqueue(call.Id);
        }
        Require(expected.Count == 0, $"{expected.Count} tool calls have no result.");
    }

    private static bool Same(ConversationMessage a, ConversationMessage b) =>
        a.Role == b.Role && a.Content == b.Content && a.ToolCallId == b.ToolCallId && a.Name == b.Name && a.ToolCalls.SequenceEqual(b.ToolCalls);
}
