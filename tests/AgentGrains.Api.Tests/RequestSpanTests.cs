using System.Collections.Concurrent;
using System.Diagnostics;
using AgentGrains.Api.Access;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Api.Tests;

/// <summary>The span of a request names its principal's subject.</summary>
public sealed class RequestSpanTests
{
    [Fact]
    public async Task Span_HasTheSubject_OfARefusedRequestToo()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
        };
        listener.ActivityStopped = spans.Enqueue;
        ActivitySource.AddActivityListener(listener);
        var key = ScopeKeys.Of(Scopes.Viewer);
        await using (var host = await ApiHost.StartAsync(services => services.AddSingleton<ICredentials, ScopeKeys>()))
        {
            using var client = host.Client(key);
            client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

            using var served = await client.GetAsync("/v1/runs", TestContext.Current.CancellationToken);
            using var refused = await client.DeleteAsync("/v1/sessions/none", TestContext.Current.CancellationToken);
            await refused.ProblemAsync(403, "AG1003");
        }

        Assert.Equal([key, key], spans.Where(span => span.TraceId == trace).Select(span => span.GetTagItem("enduser.id")));
    }
}
