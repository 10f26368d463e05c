using AgentGrains.Core.Conversations;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>In every prompt, and at the end, each tool call is followed by its results, in order, before any other message.</summary>
internal sealed class ConversationIsValid(World world) : InvariantChecker(world, () => [new Harness.Invariants.ConversationIsValid()])
{
    public override void EffectStarted(SessionLedger ledger, Host host, EffectContext request)
    {
        if (request.Effect is not Effect.CallModel)
            return;
        foreach (var violation in Harness.Invariants.ConversationIsValid.MessageViolations(request.Messages))
            Fail($"The prompt of {request.Step}: {violation}");
        // An owner that lost the session meanwhile shows a shorter conversation, never another one.
        var whole = ledger.Conversation.Snapshot();
        Require(request.Messages.Count <= whole.Count && request.Messages.Zip(whole).All(pair => Same(pair.First, pair.Second)), $"The prompt of {request.Step} is not what the journal tells.");
    }

    private static bool Same(ConversationMessage a, ConversationMessage b) =>
        a.Role == b.Role && a.Content == b.Content && a.ToolCallId == b.ToolCallId && a.Name == b.Name && a.ToolCalls.SequenceEqual(b.ToolCalls);
}
