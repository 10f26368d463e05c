using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains;

/// <summary>Refuses limits with which a host would start and then stand still, each with its range.</summary>
internal sealed class GrainsOptionsValidator : IValidateOptions<GrainsOptions>
{
    private const string Section = "AgentGrains:Grains";
    private const int MinAnswerBytes = 1024;
    private const int MaxAnswerBytes = 2 * 1024 * 1024;

    private static readonly TimeSpan LeastIdle = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, GrainsOptions options)
    {
        var errors = new List<string>();
        Require(options.MaxModelCalls >= 1, nameof(options.MaxModelCalls), options.MaxModelCalls, "at least 1");
        Require(options.MaxToolCalls >= 1, nameof(options.MaxToolCalls), options.MaxToolCalls, "at least 1");
        Require(options.MaxAnswerBytes is >= MinAnswerBytes and <= MaxAnswerBytes, nameof(options.MaxAnswerBytes), options.MaxAnswerBytes, $"{MinAnswerBytes} to {MaxAnswerBytes}");
        Require(options.DrainGrace >= TimeSpan.Zero, nameof(options.DrainGrace), options.DrainGrace, "0 or more");
        Require(options.RunListDelay > TimeSpan.Zero, nameof(options.RunListDelay), options.RunListDelay, "above 0");
        Require(options.WakeUpPoll > TimeSpan.Zero && options.WakeUpPoll < SessionHost.Heartbeat, nameof(options.WakeUpPoll), options.WakeUpPoll, $"above 0 and below {SessionHost.Heartbeat}");
        Require(options.IdleAfter >= LeastIdle, nameof(options.IdleAfter), options.IdleAfter, $"at least {LeastIdle}");
        var engine = options.Engine;
        Require(engine.MaxAttempts >= 1, "Engine:MaxAttempts", engine.MaxAttempts, "at least 1");
        Require(engine.RetryBaseDelay > TimeSpan.Zero, "Engine:RetryBaseDelay", engine.RetryBaseDelay, "above 0");
        Require(engine.RetryMaxDelay >= engine.RetryBaseDelay, "Engine:RetryMaxDelay", engine.RetryMaxDelay, $"at least RetryBaseDelay, {engine.RetryBaseDelay}");
        Require(engine.RetryAfterMax >= engine.RetryMaxDelay, "Engine:RetryAfterMax", engine.RetryAfterMax, $"at least RetryMaxDelay, {engine.RetryMaxDelay}");
        Require(engine.CancelGrace >= TimeSpan.Zero, "Engine:CancelGrace", engine.CancelGrace, "0 or more");
        Require(engine.MaxWait >= TimeSpan.Zero, "Engine:MaxWait", engine.MaxWait, "0 or more");
        Require(engine.MaxTakeovers >= 1, "Engine:MaxTakeovers", engine.MaxTakeovers, "at least 1");
        Require(engine.MaxParallelTools >= 1, "Engine:MaxParallelTools", engine.MaxParallelTools, "at least 1");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require<T>(bool holds, string setting, T value, string range)
        {
            if (!holds)
                errors.Add($"{Section}:{setting} is {value}; it has to be {range}.");
        }
    }
}
