using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Holds the appends to one session from some time on, and shows when its header is read meanwhile.</summary>
internal sealed class HeldAppend
{
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionKey? held;

    public Task Started => started.Task;

    public Task Looked => looked.Task;

    public void From(SessionKey session) => held = session;

    public void LetGo() => gate.SetResult();

    public IJournalStore Over(IJournalStore inner) => new View(this, inner);

    private sealed class View(HeldAppend held, IJournalStore inner) : PassingJournal(inner)
    {
        public override async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
        {
            if (append.Session == held.held)
            {
                held.started.TrySetResult();
                await held.gate.Task;
            }
            await base.AppendAsync(append, cancellation);
        }

        public override async ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation)
        {
            var header = await base.ReadHeaderAsync(session, cancellation);
            if (session == held.held)
                held.looked.TrySetResult();
            return header;
        }
    }
}
