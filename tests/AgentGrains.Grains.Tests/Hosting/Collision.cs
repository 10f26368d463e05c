using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Lets two hosts meet: the first run that each appends to one session waits until both are there.</summary>
internal sealed class Collision(SessionKey about)
{
    public SessionKey Session { get; } = about;

    private readonly TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int arrived;

    /// <summary>The journal as one of the two hosts has it.</summary>
    public IJournalStore Of(IJournalStore journal) => new Host(this, journal);

    private async Task MeetAsync()
    {
        if (Interlocked.Increment(ref arrived) == 2)
            met.SetResult();
        await met.Task;
    }

    private sealed class Host(Collision collision, IJournalStore inner) : PassingJournal(inner)
    {
        private int came;

        public override async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
        {
            if (append.Session == collision.Session && CreatesRun(append) && Interlocked.Exchange(ref came, 1) == 0)
                await collision.MeetAsync();
            await base.AppendAsync(append, cancellation);
        }

        // A shard that looks for lost sessions just then appends too.
        private static bool CreatesRun(JournalAppend append) =>
            JournalCodec.Decode(new JournalRecord(append.Position, append.Count, append.Content)).Any(static placed => placed.Entry is RunCreated);
    }
}
