using System.Text;
using System.Text.Json.Nodes;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: the conversation in a checkpoint lacks its first message.</summary>
internal sealed class ForgetfulCheckpoints : Mutation
{
    public override IJournalStore OverHost(World world, Host host, IJournalStore journal) => new JournalDefect(journal, open: static opening =>
    {
        if (opening.Checkpoint is not { } checkpoint)
            return opening;
        var saved = JsonNode.Parse(checkpoint.State.Span)!;
        if (saved["conversation"]?["Messages"] is JsonArray { Count: > 0 } messages)
            messages.RemoveAt(0);
        return opening with { Checkpoint = new JournalCheckpoint(checkpoint.Position, Encoding.UTF8.GetBytes(saved.ToJsonString())) };
    });
}
