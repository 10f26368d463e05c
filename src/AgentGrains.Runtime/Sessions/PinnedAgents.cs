using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Runtime.Sessions;

/// <summary>The versions of a session's agent that its runs pin.</summary>
internal sealed class PinnedAgents(TenantId tenant, IAgentVersions versions)
{
    private readonly Dictionary<int, AgentDefinition> byVersion = [];

    /// <summary>What was brought so far.</summary>
    public IReadOnlyDictionary<int, AgentDefinition> ByVersion => byVersion;

    /// <summary>Brings what a state's unfinished runs pin.</summary>
    public async ValueTask BringAsync(SessionState state)
    {
        if (state.Active is { } active)
            await BringAsync(state.Agent!, active.AgentVersion);
        foreach (var queued in state.Queue)
            await BringAsync(state.Agent!, queued.AgentVersion);
    }

    /// <summary>Brings what the runs of a batch pin; a run of a version that there is not is refused and taken out.</summary>
    public async ValueTask BringAsync(SessionState state, List<PendingInput> batch)
    {
        if (!batch.Exists(item => item.Input is CreateRun))
            return;
        foreach (var item in batch.ToList())
        {
            // The first input that names an agent opens the session for it; a run of another agent is refused, so what it pins must not be taken for a version of this one.
            if (item.Input is not CreateRun run || run.Agent != (state.Agent ?? batch.Select(AgentOf).FirstOrDefault(agent => agent is not null)))
                continue;
            try
            {
                await BringAsync(run.Agent, run.AgentVersion);
            }
            catch (AgentGrainsException missing) when (missing.Code == ErrorCodes.NotFound)
            {
                batch.Remove(item);
                item.Fail(missing);
            }
        }
    }

    private async ValueTask BringAsync(string agent, int version)
    {
        if (!byVersion.ContainsKey(version))
            byVersion[version] = await versions.ReadAsync(tenant, agent, version, CancellationToken.None);
    }

    private static string? AgentOf(PendingInput item) => item.Input switch
    {
        OpenSession open => open.Agent,
        CreateRun run => run.Agent,
        _ => null,
    };
}
