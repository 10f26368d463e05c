using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Effects;

/// <summary>Brings results to their sessions. A result has been paid for: it is brought again until the session has accepted it.</summary>
public sealed partial class EffectReporter(ISessionTransport transport, IBackground background, TimeProvider time, ILogger<EffectReporter> log)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>Brings a result.</summary>
    /// <param name="owner">The owner that asked: it is on this host, so the result needs no message.</param>
    /// <param name="result">The result.</param>
    /// <param name="over">Called once, when the result was accepted, refused for good, or cancelled.</param>
    /// <param name="cancellation">Cancelled when the step is no longer wanted.</param>
    internal void Report(SessionOwner owner, SessionInput result, Action over, CancellationToken cancellation) => owner.Report(result, failure =>
    {
        if (failure is not null && owner.Broken is not null)
        {
            // The session has another owner, or opens one. Outside the context of the one that broke.
            background.Run(static work => work.Reporter.InsistAsync(work.Key, work.Result, work.Over, work.Token), (Reporter: this, owner.Key, Result: result, Over: over, Token: cancellation));
            return;
        }
        if (failure is not null)
            LogRefused(owner.Key, failure.Code.Value, failure.Message);
        // A result that no append can hold would be as large the next time: the run fails instead of waiting for it.
        if (failure?.Code == ErrorCodes.TooLarge && result is CompleteModelCall call)
            Report(owner, TooLarge(call, failure), over, cancellation);
        else
            over();
    });

    private static FailAttempt TooLarge(CompleteModelCall call, AgentGrainsException failure) => new(
        call.Run, call.Step, call.Attempt, new RunError(ErrorCodes.ModelAnswerTooLarge.Value, failure.Message), Permanent: true, MayHaveRun: true, RetryAfter: null, Jitter: 0);

    private async Task InsistAsync(SessionKey session, SessionInput result, Action over, CancellationToken cancellation)
    {
        try
        {
            for (var delay = FirstDelay; !await TryAsync(session, result); delay = delay.Doubled(LongestDelay))
                await Task.Delay(delay, time, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            LogCancelled(session);
        }
        catch (Exception failure)
        {
            // The session's next owner finds the step open and starts it again.
            LogLost(failure, session);
        }
        finally
        {
            over();
        }
    }

    private async Task<bool> TryAsync(SessionKey session, SessionInput result)
    {
        try
        {
            if (await transport.SendAsync(session, result) is not { } refusal)
                return true;
            LogRefused(session, refusal.Code.Value, refusal.Message);
            // What the session refuses for good is not brought again.
            return !refusal.IsTransient;
        }
        catch (AgentGrainsException failure) when (failure.IsTransient)
        {
            LogUnreachable(failure, session);
            return false;
        }
    }

    [LoggerMessage(EventId = LogEvents.ResultNotWanted, Level = LogLevel.Debug, Message = "A result of session {Session} is no longer wanted")]
    private partial void LogCancelled(SessionKey session);

    [LoggerMessage(EventId = LogEvents.ResultLost, Level = LogLevel.Error, Message = "A result could not be reported to session {Session}")]
    private partial void LogLost(Exception failure, SessionKey session);

    [LoggerMessage(EventId = LogEvents.ResultRefused, Level = LogLevel.Warning, Message = "Session {Session} did not take a result in: {Code} {Detail}")]
    private partial void LogRefused(SessionKey session, string code, string detail);

    [LoggerMessage(EventId = LogEvents.ResultNotDelivered, Level = LogLevel.Warning, Message = "Session {Session} could not be reached with a result")]
    private partial void LogUnreachable(Exception failure, SessionKey session);
}
