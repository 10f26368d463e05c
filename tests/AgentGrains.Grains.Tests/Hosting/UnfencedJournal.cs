using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Defect: a journal without its fence. An owner that lost the session appends all the same, behind what the other one wrote.</summary>
internal sealed class UnfencedJournal(IJournalStore inner) : PassingJournal(inner)
{
    public override async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        while (true)
        {
            var header = await ReadHeaderAsync(append.Session, cancellation);
            try
            {
                await base.AppendAsync(append with { Position = header?.Position ?? 0, Epoch = Math.Max(append.Epoch, header?.Epoch ?? 0) }, cancellation);
                return;
            }
            catch (JournalConflictException)
            {
                // The other one came between the two calls: behind it, then.
                continue;
            }
        }
    }
}
