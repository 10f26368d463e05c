using AgentGrains.Core.Sessions;
using AgentGrains.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Conventions.Limits;

/// <summary>A limit of a host that is out of its range is refused at start, by its name.</summary>
public sealed class HostOptionsTests
{
    [Fact]
    public void Defaults_AreInTheirRanges() => Assert.Equal(256, Read(_ => { }).MaxModelCalls);

    [Fact]
    public void Limits_OutOfTheirRanges_AreAllNamed()
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(options =>
        {
            options.MaxModelCalls = 0;
            options.MaxToolCalls = -1;
            options.MaxAnswerBytes = 3 * 1024 * 1024;
            options.DrainGrace = TimeSpan.FromSeconds(-1);
            options.RunListDelay = TimeSpan.Zero;
            options.WakeUpPoll = TimeSpan.FromSeconds(60);
            options.IdleAfter = TimeSpan.FromSeconds(59);
            options.Engine = new EngineOptions
            {
                MaxAttempts = 0, MaxTakeovers = 0, MaxParallelTools = 0, RetryBaseDelay = TimeSpan.Zero, RetryMaxDelay = TimeSpan.FromSeconds(-1),
                RetryAfterMax = TimeSpan.FromSeconds(-2), CancelGrace = TimeSpan.FromSeconds(-1), MaxWait = TimeSpan.FromSeconds(-1),
            };
        }));

        Assert.Equal(
            [
                "MaxModelCalls", "MaxToolCalls", "MaxAnswerBytes", "DrainGrace", "RunListDelay", "WakeUpPoll", "IdleAfter",
                "Engine:MaxAttempts", "Engine:RetryBaseDelay", "Engine:RetryMaxDelay", "Engine:RetryAfterMax", "Engine:CancelGrace", "Engine:MaxWait",
                "Engine:MaxTakeovers", "Engine:MaxParallelTools",
            ],
            refused.Failures.Select(failure => failure["AgentGrains:Grains:".Length..failure.IndexOf(' ', StringComparison.Ordinal)]));
    }

    private static GrainsOptions Read(Action<GrainsOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddAgentGrains(configure));
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<GrainsOptions>>().Value;
    }
}
