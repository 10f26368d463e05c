using System.Net;
using AgentGrains.Api.Probes;
using AgentGrains.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Api.Tests;

public sealed class ProbeTests
{
    [Fact]
    public async Task Ready_AllProbesPass_WithoutACredential()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client(null);

        foreach (var probe in new[] { "startup", "live", "ready" })
        {
            using var response = await client.GetAsync($"/health/{probe}", TestContext.Current.CancellationToken);
            Assert.Equal("""{"status":"ok","stage":"ready","missing":null}""", (await response.JsonAsync(HttpStatusCode.OK)).GetRawText());
        }
    }

    [Fact]
    public async Task Draining_IsNotReady_AndTakesNoNewRuns()
    {
        var stage = new Settable();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<IReadiness>(stage));
        await host.DefineAsync();
        stage.Current = new ServiceStage("draining", true, false, false, "the service is being stopped", TimeSpan.FromSeconds(7));

        using var ready = await host.GetAsync("/health/ready");
        Assert.Equal("""{"status":"unavailable","stage":"draining","missing":"the service is being stopped"}""", (await ready.JsonAsync(HttpStatusCode.ServiceUnavailable)).GetRawText());
        using var live = await host.GetAsync("/health/live");
        await live.JsonAsync(HttpStatusCode.OK);
        using var run = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Hi"}""");
        await run.ProblemAsync(503, "AG4006");
        Assert.Equal("7", run.Headers.RetryAfter!.ToString());
    }

    private sealed class Settable : IReadiness
    {
        public ServiceStage Current { get; set; } = ServiceStage.Ready;

        public CancellationToken Draining => CancellationToken.None;
    }
}
