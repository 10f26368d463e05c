using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Runtime.Effects;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Sessions;

/// <summary>
/// Sessions whose owner broke on this host, most often because a store failed: each is called until an owner takes it up, here or elsewhere, so that a run
/// does not wait for its heartbeat. Nothing relies on it: the wake-up is there, should this host go down.
/// </summary>
public sealed partial class BrokenSessions(ISessionTransport transport, IBackground background, TimeProvider time, ILogger<BrokenSessions> log) : IDisposable
{
    /// <summary>The most that are called at once: when a store fails, all sessions of a host break together.</summary>
    private const int MaxCallsAtOnce = 32;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    // How often the owner of each has broken since it was called for the first time.
    private readonly ConcurrentDictionary<SessionKey, int> inFlight = new();
    private readonly Slots slots = new(MaxCallsAtOnce);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>An owner of a session broke. Safe to call from anywhere; returns at once.</summary>
    public void Add(SessionKey session)
    {
        if (inFlight.AddOrUpdate(session, 1, static (_, breaks) => breaks + 1) == 1)
            background.Run(static work => work.Sessions.CallAsync(work.Session), (Sessions: this, Session: session));
    }

    /// <summary>The host stops: the others find the wake-ups.</summary>
    public void Stop() => stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task CallAsync(SessionKey session)
    {
        var token = stopping.Token;
        try
        {
            for (var delay = FirstDelay; ; delay = delay.Doubled(LongestDelay))
            {
                await Task.Delay(delay, time, token);
                await slots.WaitAsync(token);
                try
                {
                    var breaks = inFlight[session];
                    var refusal = await transport.WakeAsync(session);
                    // If the owner that took it up has broken already, another one is called for.
                    if (refusal is null && inFlight.TryRemove(KeyValuePair.Create(session, breaks)))
                        return;
                    if (refusal is { IsTransient: false } && inFlight.TryRemove(session, out _))
                        return;
                }
                catch (Exception failure) when (!token.IsCancellationRequested)
                {
                    LogNotCalled(failure, session);
                }
                finally
                {
                    slots.Release();
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            inFlight.TryRemove(session, out _);
            LogLeft(session);
        }
    }

    [LoggerMessage(EventId = LogEvents.BrokenSessionNotCalled, Level = LogLevel.Warning, Message = "Session {Session} could not be called after its owner broke; it is called again")]
    private partial void LogNotCalled(Exception failure, SessionKey session);

    [LoggerMessage(EventId = LogEvents.BrokenSessionLeft, Level = LogLevel.Debug, Message = "Session {Session} is left to the next host")]
    private partial void LogLeft(SessionKey session);
}
