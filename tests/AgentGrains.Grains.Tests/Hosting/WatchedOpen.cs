using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>A journal that does something before one session is opened: it may count, fail or hang.</summary>
internal sealed class WatchedOpen(IJournalStore inner, SessionKey watched, Func<CancellationToken, Task> before) : PassingJournal(inner)
{
    public override async ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation)
    {
        if (session == watched)
            await before(cancellation);
        return await base.OpenAsync(session, cancellation);
    }
}
