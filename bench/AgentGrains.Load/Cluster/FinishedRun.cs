using AgentGrains.Core.Ids;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Cluster;

/// <summary>Waits for the end of a run by its session's header, which costs the silos nothing.</summary>
internal sealed class FinishedRun(Silos silos, StartedRun run)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public async Task WaitAsync(TimeProvider time, CancellationToken cancellation)
    {
        var key = new SessionKey(Silos.Tenant, SessionId.Parse(run.Session));
        while (await silos.Storage.Journals.ReadHeaderAsync(key, cancellation) is not { Unfinished: false })
            await Task.Delay(LookEvery, time, cancellation);
    }
}
