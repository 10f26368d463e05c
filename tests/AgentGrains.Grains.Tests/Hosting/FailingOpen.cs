using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>A journal that fails or hangs where one session is opened.</summary>
internal sealed class FailingOpen(IJournalStore inner, SessionKey failing, Func<CancellationToken, Task> fail) : PassingJournal(inner)
{
    public override async ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation)
    {
        if (session == failing)
            await fail(cancellation);
        return await base.OpenAsync(session, cancellation);
    }
}
