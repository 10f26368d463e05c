using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Hosting;

/// <summary>Reports every limit of a host that is out of its range, at start: one of 0 would let work wait for ever.</summary>
internal sealed class GrainsOptionsValidator : IValidateOptions<GrainsOptions>
{
    private const int LeastAnswerBytes = 1024;
    private const int MostAnswerBytes = 2 * 1024 * 1024;

    private static readonly TimeSpan LeastIdle = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, GrainsOptions options)
    {
        var mistakes = Mistakes(options).Concat(Mistakes(options.Engine)).ToArray();
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(GrainsOptions options)
    {
        if (options.MaxModelCalls < 1)
            yield return $"{nameof(options.MaxModelCalls)} is {options.MaxModelCalls}; it must be at least 1.";
        if (options.MaxToolCalls < 1)
            yield return $"{nameof(options.MaxToolCalls)} is {options.MaxToolCalls}; it must be at least 1.";
        if (options.MaxAnswerBytes is < LeastAnswerBytes or > MostAnswerBytes)
            yield return $"{nameof(options.MaxAnswerBytes)} is {options.MaxAnswerBytes}; it must be from {LeastAnswerBytes} to {MostAnswerBytes}.";
        if (options.DrainGrace < TimeSpan.Zero)
            yield return $"{nameof(options.DrainGrace)} is {options.DrainGrace}; it must be 0 or more.";
        if (options.RunListDelay <= TimeSpan.Zero)
            yield return $"{nameof(options.RunListDelay)} is {options.RunListDelay}; it must be above 0.";
        if (options.WakeUpPoll <= TimeSpan.Zero || options.WakeUpPoll >= SessionOwner.Heartbeat)
            yield return $"{nameof(options.WakeUpPoll)} is {options.WakeUpPoll}; it must be above 0 and below the heartbeat of {SessionOwner.Heartbeat}.";
        if (options.IdleAfter < LeastIdle)
            yield return $"{nameof(options.IdleAfter)} is {options.IdleAfter}; it must be at least {LeastIdle}.";
    }

    private static IEnumerable<string> Mistakes(EngineOptions options)
    {
        if (options.MaxAttempts < 1)
            yield return $"{nameof(options.MaxAttempts)} is {options.MaxAttempts}; it must be at least 1.";
        if (options.MaxTakeovers < 1)
            yield return $"{nameof(options.MaxTakeovers)} is {options.MaxTakeovers}; it must be at least 1.";
        if (options.MaxParallelTools < 1)
            yield return $"{nameof(options.MaxParallelTools)} is {options.MaxParallelTools}; it must be at least 1.";
        if (options.RetryBaseDelay <= TimeSpan.Zero)
            yield return $"{nameof(options.RetryBaseDelay)} is {options.RetryBaseDelay}; it must be above 0.";
        if (options.RetryMaxDelay < options.RetryBaseDelay)
            yield return $"{nameof(options.RetryMaxDelay)} is {options.RetryMaxDelay}; it must be at least {nameof(options.RetryBaseDelay)}, {options.RetryBaseDelay}.";
        if (options.RetryAfterMax < options.RetryMaxDelay)
            yield return $"{nameof(options.RetryAfterMax)} is {options.RetryAfterMax}; it must be at least {nameof(options.RetryMaxDelay)}, {options.RetryMaxDelay}.";
        if (options.CancelGrace < TimeSpan.Zero)
            yield return $"{nameof(options.CancelGrace)} is {options.CancelGrace}; it must be 0 or more.";
        if (options.MaxWait < TimeSpan.Zero)
            yield return $"{nameof(options.MaxWait)} is {options.MaxWait}; it must be 0 or more.";
    }
}
