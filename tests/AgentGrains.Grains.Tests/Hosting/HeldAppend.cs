using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>The appends to one session wait, from some time on, and it is known when somebody looks at its header meanwhile.</summary>
internal sealed class HeldAppend
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionKey? held;

    public Task Begun => begun.Task;

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
                held.begun.TrySetResult();
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
