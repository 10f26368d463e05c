using AgentGrains.Core.Sessions;
using Orleans.Concurrency;

namespace AgentGrains.Contracts;

/// <summary>The usual owner of one session. Its key is <c>tenant/ses_…</c>. Calls stay short: none waits for a model, a tool or a person.</summary>
[Alias("AgentGrains.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Takes an input in; when the call returns, what it answers is durable.</summary>
    [Alias("Send")]
    Task<SessionReply> Send(SessionCall call);

    /// <summary>A run as it is now.</summary>
    [Alias("FindRun")]
    Task<SessionReply> FindRun(string run);

    /// <summary>The session as it is now.</summary>
    [Alias("Describe")]
    Task<SessionReply> Describe();

    /// <summary>Sends what is appended from now on to an observer, for <see cref="ISessionObserver.Lease"/>; again renews.</summary>
    [Alias("Subscribe")]
    Task<SessionReply> Subscribe(ISessionObserver observer);

    /// <summary>Sends nothing more to an observer.</summary>
    [Alias("Unsubscribe")]
    Task Unsubscribe(ISessionObserver observer);

    /// <summary>A wake-up is due, or the host that executed a step is gone: do what is due.</summary>
    [Alias("Wake")]
    Task<SessionReply> Wake();

    /// <summary>Erases the session, and answers about it as it was; about none where there is none.</summary>
    [Alias("Delete")]
    Task<SessionReply> Delete();
}

/// <summary>A host that subscribes to sessions.</summary>
[Alias("AgentGrains.ISessionObserver")]
public interface ISessionObserver : IGrainObserver
{
    /// <summary>How long a subscription lasts if it is not renewed.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>A record was appended.</summary>
    [OneWay]
    [Alias("Appended")]
    Task Appended(SessionRecord record);

    /// <summary>A piece of text came.</summary>
    [OneWay]
    [Alias("Delta")]
    Task Delta(SessionDelta delta);

    /// <summary>A run that was watched has settled.</summary>
    [OneWay]
    [Alias("Settled")]
    Task Settled(SessionReply reply);

    /// <summary>A session was deactivated, or moved to another host: its subscribers subscribe again and continue from their position.</summary>
    [OneWay]
    [Alias("Left")]
    Task Left(string session);
}

/// <summary>An input with what is asked about it.</summary>
/// <param name="Input">The input.</param>
/// <param name="About">The key of the run to answer about.</param>
/// <param name="Watcher">Notified once when that run has settled; null for no notification.</param>
/// <param name="NewSession">Whether nothing of the session can be stored, so that its owner need not read.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.SessionCall")]
public sealed record SessionCall(
    [property: Id(0)] InputEnvelope Input, [property: Id(1)] string? About, [property: Id(2)] ISessionObserver? Watcher, [property: Id(3)] bool NewSession = false);

/// <summary>A session's answer.</summary>
/// <param name="Run">The run that was asked about, where there is one.</param>
/// <param name="Session">The session, where it was asked about and exists.</param>
/// <param name="Refusal">Why the input was refused.</param>
/// <param name="Position">The position of the session's next entry, where it was asked for.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.SessionReply")]
public sealed record SessionReply(
    [property: Id(0)] RunView? Run, [property: Id(1)] SessionView? Session, [property: Id(2)] Refusal? Refusal, [property: Id(3)] long Position = 0)
{
    /// <summary>The key of the run that is answered about: of one that ended long ago, the list of runs has the rest. Null from hosts of the version before.</summary>
    [Id(4)]
    public string? About { get; init; }
}

/// <summary>The subscribers of a session, passed to the host that takes it over.</summary>
/// <param name="Readers">Its readers.</param>
/// <param name="Watchers">Who waits for which run, by the run's key.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.SessionAudience")]
public sealed record SessionAudience([property: Id(0)] ISessionObserver[] Readers, [property: Id(1)] Dictionary<string, ISessionObserver[]> Watchers);

/// <summary>An expected failure on its way between hosts.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Detail">What was wrong.</param>
/// <param name="RetryAfterMs">How long to wait before trying again.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.Refusal")]
public sealed record Refusal([property: Id(0)] string Code, [property: Id(1)] string Detail, [property: Id(2)] long? RetryAfterMs);

/// <summary>A record of a session's journal on its way to readers.</summary>
/// <param name="Session">The session's key.</param>
/// <param name="Position">The position of its first entry.</param>
/// <param name="Count">How many entries.</param>
/// <param name="Content">The entries as the journal's codec writes them.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.SessionRecord")]
public sealed record SessionRecord([property: Id(0)] string Session, [property: Id(1)] long Position, [property: Id(2)] int Count, [property: Id(3)] ReadOnlyMemory<byte> Content);

/// <summary>A piece of text on its way to readers.</summary>
/// <param name="Session">The session's key.</param>
/// <param name="Run">The run's key.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Text">The piece.</param>
/// <param name="Channel">What kind of output it is.</param>
/// <param name="Sequence">The number of the piece within its attempt, from 0.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.SessionDelta")]
public sealed record SessionDelta(
    [property: Id(0)] string Session, [property: Id(1)] string Run, [property: Id(2)] int Step, [property: Id(3)] int Attempt, [property: Id(4)] string Text,
    [property: Id(5)] string Channel, [property: Id(6)] int Sequence);
