using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Tests;

/// <summary>Limits with which nothing would ever be done keep a host from starting.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task Limits_OutOfTheirRange_AreAllNamed_AndNothingStarts()
    {
        var stores = await SharedStores.CreateAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => TestSilo.StartAsync(stores, new SiloSettings
        {
            Grains = static grains =>
            {
                (grains.MaxModelCalls, grains.MaxToolCalls, grains.MaxAnswerBytes) = (0, 0, 1);
                (grains.DrainGrace, grains.RunListDelay, grains.IdleAfter) = (TimeSpan.FromSeconds(-1), TimeSpan.Zero, TimeSpan.FromSeconds(59));
                grains.WakeUpPoll = TimeSpan.FromMinutes(1);
                grains.Engine = new()
                {
                    MaxAttempts = 0, MaxTakeovers = 0, MaxParallelTools = 0, CancelGrace = TimeSpan.FromSeconds(-1), RetryBaseDelay = TimeSpan.Zero,
                    RetryMaxDelay = TimeSpan.FromSeconds(-1), RetryAfterMax = TimeSpan.FromSeconds(-2), MaxWait = TimeSpan.FromSeconds(-1),
                };
            },
        }));

        Assert.Equal(
            [
                "MaxModelCalls", "MaxToolCalls", "MaxAnswerBytes", "DrainGrace", "RunListDelay", "WakeUpPoll", "IdleAfter",
                "Engine:MaxAttempts", "Engine:RetryBaseDelay", "Engine:RetryMaxDelay", "Engine:RetryAfterMax", "Engine:CancelGrace", "Engine:MaxWait",
                "Engine:MaxTakeovers", "Engine:MaxParallelTools",
            ],
            refused.Failures.Select(failure => failure["AgentGrains:Grains:".Length..failure.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.Contains("AgentGrains:Grains:MaxModelCalls is 0; it has to be at least 1.", refused.Failures);
        Assert.Contains("AgentGrains:Grains:WakeUpPoll is 00:01:00; it has to be above 0 and below 00:01:00.", refused.Failures);
    }
}
