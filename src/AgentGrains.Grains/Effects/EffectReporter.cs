using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Grains.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.Effects;

/// <summary>Brings results to their sessions. A result has been paid for: it is brought again until the session has taken it in.</summary>
internal sealed partial class EffectReporter(IGrainFactory grains, TimeProvider time, ILogger<EffectReporter> log)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    public async Task ReportAsync(SessionOwner owner, SessionInput result, CancellationToken cancellation)
    {
        try
        {
            // The owner that asked is on this host, so its word needs no message.
            await owner.ReportAsync(result);
            return;
        }
        catch (AgentGrainsException) when (owner.Broken is not null)
        {
            // The grain knows another owner, or opens one.
        }
        var session = owner.Key;
        var call = new SessionCall(new InputEnvelope(result), null, null);
        var grain = grains.GetGrain<ISessionGrain>(session.ToString());
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            TenantScope.Enter(session.Tenant);
            if (await TryAsync(grain, call, session))
                return;
            await Task.Delay(delay, time, cancellation);
        }
    }

    private async Task<bool> TryAsync(ISessionGrain grain, SessionCall call, SessionKey session)
    {
        try
        {
            var reply = await grain.Send(call);
            if (reply.Refusal is null)
                return true;
            var refusal = Refusals.Read(reply.Refusal);
            LogRefused(session, refusal.Code.Value, refusal.Message);
            // What the session refuses for good is not brought again.
            return refusal.Code.Status < 500 || refusal.Code == ErrorCodes.DamagedData || refusal.Code == ErrorCodes.NewerData;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogUnreachable(failure, session);
            return false;
        }
    }

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "Session {Session} did not take a result in: {Code} {Detail}")]
    private partial void LogRefused(SessionKey session, string code, string detail);

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Session {Session} could not be reached with a result")]
    private partial void LogUnreachable(Exception failure, SessionKey session);
}
