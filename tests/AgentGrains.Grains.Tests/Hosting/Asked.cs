using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Sessions and runs to ask for. Made from a seed, so that two worlds of a test get the same ones.</summary>
internal sealed class Asked(int seed)
{
    private readonly IdSource ids = new(TimeProvider.System, new Random(seed));

    public SessionKey Session() => new(SharedStores.Tenant, ids.NewSession());

    /// <summary>Sessions of one shard.</summary>
    public IEnumerable<SessionKey> SessionsOf(int shard)
    {
        while (true)
        {
            if (Session() is var session && Core.Stores.WakeUp.ShardOf(session) == shard)
                yield return session;
        }
    }

    public CreateRun Run(SessionKey session, string text) => new(
        ids.NewRun(session.Session).Key, SharedStores.Agent, 1, [new UserMessage(Content.Inline(text))], new RunLimits(),
        ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue);
}
