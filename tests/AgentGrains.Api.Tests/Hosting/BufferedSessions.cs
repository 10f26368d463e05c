using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Sessions;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Sessions whose readers have the buffers that they have in the service.</summary>
internal sealed class BufferedSessions : ISessions
{
    private readonly EngineSessions sessions;
    private readonly IJournalStore journal;
    private readonly TimeProvider time;

    public BufferedSessions(EngineSessions sessions, IJournalStore journal, TimeProvider time)
    {
        (this.sessions, this.journal, this.time) = (sessions, journal, time);
        sessions.Appended = append => Live.Appended(new SessionRecord(append.Session.ToString(), append.Position, append.Count, append.Content.ToArray()));
    }

    public LiveEvents Live { get; } = new();

    public Task<RunView?> SendAsync(SessionKey session, SessionInput input, RunKey? about, CancellationToken cancellation) => sessions.SendAsync(session, input, about, cancellation);

    public Task<RunView> SendAndWaitAsync(SessionKey session, SessionInput input, RunKey about, TimeSpan wait, CancellationToken cancellation) =>
        sessions.SendAndWaitAsync(session, input, about, wait, cancellation);

    public Task<RunView?> FindRunAsync(SessionKey session, RunKey run, CancellationToken cancellation) => sessions.FindRunAsync(session, run, cancellation);

    public Task<SessionView?> FindSessionAsync(SessionKey session, CancellationToken cancellation) => sessions.FindSessionAsync(session, cancellation);

    public IAsyncEnumerable<SessionFrame> ReadAsync(SessionKey session, long after, CancellationToken cancellation) =>
        new SessionTail(session, after + 1, journal, time, Live, async () => (await journal.ReadHeaderAsync(session, cancellation))!.Position, static () => { }).ReadAsync(cancellation);

    public Task<bool> DeleteAsync(SessionKey session, CancellationToken cancellation) => sessions.DeleteAsync(session, cancellation);
}
