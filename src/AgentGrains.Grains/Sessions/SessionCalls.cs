using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Grains.Sessions;

/// <summary>Calls to session grains, which find them again where their host is gone. A call may arrive twice: every input may be sent again.</summary>
internal sealed class SessionCalls(IGrainFactory grains, TimeProvider time)
{
    /// <summary>What a reference to a session's grain is made of: Orleans finds it by the attributes of the interface, again for each reference.</summary>
    private readonly Lazy<(GrainType Type, GrainInterfaceType Interface)> kind = new(() =>
    {
        var any = (GrainReference)grains.GetGrain<ISessionGrain>("any");
        return (any.GrainId.Type, any.InterfaceType);
    });

    /// <summary>How long a call looks for its session: as long as a cluster takes to notice that a host is gone, and some more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>Calls a session.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.HostUnreachable"/>: no host answered for it; whether the call was executed is unknown.</exception>
    public async Task<SessionReply> CallAsync(SessionKey session, Func<ISessionGrain, Task<SessionReply>> call, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay.Doubled(LongestDelay))
        {
            try
            {
                return await call(Grain(session)).WaitAsync(cancellation);
            }
            catch (Exception failure) when (IsUnreachable(failure))
            {
                cancellation.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(started) + delay > Patience)
                    throw new AgentGrainsException(ErrorCodes.HostUnreachable, $"No host answered for the session {session.Session}.", failure) { RetryAfter = LongestDelay };
            }
            await Task.Delay(delay, time, cancellation);
        }
    }

    public ISessionGrain Grain(SessionKey session) => (ISessionGrain)grains.GetGrain(GrainId.Create(kind.Value.Type, session.ToString()), kind.Value.Interface);

    /// <summary>Whether a call failed on its way: its host is gone, or goes, or does not answer.</summary>
    /// <remarks>Orleans calls its own look-ups off when the cluster changes meanwhile, and tells the caller so.</remarks>
    public static bool IsUnreachable(Exception failure) => failure is OrleansException or TimeoutException or OperationCanceledException;
}
