using System.Collections.Concurrent;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.Sessions;

/// <summary>
/// Sessions whose owner broke on this host, most often because a store failed: each is called until an owner takes it up, here or elsewhere, so that a run
/// does not wait for its heartbeat. Nothing relies on it: the wake-up is there, should this host go down.
/// </summary>
internal sealed partial class BrokenSessions(SessionCalls calls, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<BrokenSessions> log) : IDisposable
{
    /// <summary>The most that are called at once: when a store fails, all sessions of a host break together.</summary>
    private const int MaxCallsAtOnce = 32;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    // How often the owner of each has broken since it was called for the first time.
    private readonly ConcurrentDictionary<SessionKey, int> inFlight = new();
    private readonly SemaphoreSlim places = new(MaxCallsAtOnce);

    /// <summary>An owner of a session broke. Safe to call from anywhere; returns at once.</summary>
    public void Add(SessionKey session)
    {
        if (inFlight.AddOrUpdate(session, 1, static (_, breaks) => breaks + 1) == 1)
            Task.Run(() => CallAsync(session)).Ignore();
    }

    public void Dispose() => places.Dispose();

    private async Task CallAsync(SessionKey session)
    {
        var stopping = lifetime.ApplicationStopping;
        try
        {
            for (var delay = FirstDelay; ; delay = delay.Doubled(LongestDelay))
            {
                await Task.Delay(delay, time, stopping);
                await places.WaitAsync(stopping);
                try
                {
                    var breaks = inFlight[session];
                    TenantScope.Enter(session.Tenant);
                    var refusal = (await calls.Grain(session).Wake()).Refusal;
                    // Where the owner that took it up has broken already, another one is called for.
                    if (refusal is null && inFlight.TryRemove(KeyValuePair.Create(session, breaks)))
                        return;
                    if (refusal is not null && !Refusals.IsForNow(Refusals.Read(refusal)) && inFlight.TryRemove(session, out _))
                        return;
                }
                catch (Exception failure) when (!stopping.IsCancellationRequested)
                {
                    LogNotCalled(failure, session);
                }
                finally
                {
                    places.Release();
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Another host finds the wake-up of the one that goes.
            inFlight.TryRemove(session, out _);
            LogLeft(session);
        }
    }

    [LoggerMessage(EventId = LogEvents.BrokenSessionNotCalled, Level = LogLevel.Warning, Message = "Session {Session} could not be called after its owner broke; it is called again")]
    private partial void LogNotCalled(Exception failure, SessionKey session);

    [LoggerMessage(EventId = LogEvents.BrokenSessionLeft, Level = LogLevel.Debug, Message = "Session {Session} is left to the next host")]
    private partial void LogLeft(SessionKey session);
}
