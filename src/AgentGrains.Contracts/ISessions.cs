using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Contracts;

/// <summary>All sessions, wherever their grains are: what the HTTP API calls. Safe for concurrent use.</summary>
/// <remarks>
/// Every member throws <see cref="AgentGrainsException"/>: a refusal of the session's own, or a failure of the host or a store.
/// When a call returns, what it answers is durable. After a failure with status 503 the outcome is unknown; every input may be sent again.
/// </remarks>
public interface ISessions
{
    /// <summary>Sends an input to a session.</summary>
    /// <param name="session">The session; one that does not exist is opened by <c>OpenSession</c> and <c>CreateRun</c> only.</param>
    /// <param name="input">The input.</param>
    /// <param name="about">The run to answer about; null answers null.</param>
    /// <param name="cancellation">Stops waiting; the input may be executed all the same.</param>
    /// <returns>The run after the input; where the input steered another run, that one.</returns>
    Task<RunView?> SendAsync(SessionKey session, SessionInput input, RunKey? about, CancellationToken cancellation);

    /// <summary>As <see cref="SendAsync"/>, and then waits until the run has settled (ended, waits for a person or a client, is paused) or the time is up.</summary>
    Task<RunView> SendAndWaitAsync(SessionKey session, SessionInput input, RunKey about, TimeSpan wait, CancellationToken cancellation);

    /// <summary>A run as it is now; null where the session has no such run.</summary>
    Task<RunView?> FindRunAsync(SessionKey session, RunKey run, CancellationToken cancellation);

    /// <summary>A session as it is now; null where there is none.</summary>
    Task<SessionView?> FindSessionAsync(SessionKey session, CancellationToken cancellation);

    /// <summary>The session's journal after a position, and then what is appended, as it is appended, without end; between them what is not durable.</summary>
    /// <param name="session">The session, which must exist.</param>
    /// <param name="after">Begin after this position; -1 for the beginning.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <remarks>Entries come in order, each once. A reader that is too slow loses deltas, never entries.</remarks>
    IAsyncEnumerable<SessionFrame> ReadAsync(SessionKey session, long after, CancellationToken cancellation);

    /// <summary>Erases a session in every store; an active run is terminated first. False where there is none.</summary>
    Task<bool> DeleteAsync(SessionKey session, CancellationToken cancellation);
}

/// <summary>What a reader of a session sees. A closed hierarchy.</summary>
public abstract record SessionFrame
{
    private SessionFrame()
    {
    }

    /// <summary>An entry of the journal.</summary>
    /// <param name="Entry">The entry in its place.</param>
    public sealed record Durable(PlacedEntry Entry) : SessionFrame;

    /// <summary>A piece of text of a model call in flight. Not durable; a new attempt voids the pieces of earlier ones.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Step">The step within its run.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Channel">What kind of output it is.</param>
    /// <param name="Sequence">The number of the piece within its attempt, from 0: a gap means that pieces were lost.</param>
    /// <param name="Text">The piece.</param>
    public sealed record Delta(RunKey Run, int Step, int Attempt, string Channel, int Sequence, string Text) : SessionFrame;
}
