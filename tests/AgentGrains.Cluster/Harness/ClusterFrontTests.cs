using System.Collections.Concurrent;
using System.Net;
using AgentGrains.Cluster.Driving;
using AgentGrains.Harness.Clusters;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Cluster.Harness;

/// <summary>The address in front, before servers that only say who they are.</summary>
public sealed class ClusterFrontTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<int, bool> unready = new();
    private readonly ConcurrentDictionary<int, bool> failing = new();
    private readonly ConcurrentQueue<string> bodies = [];
    private readonly TaskCompletionSource resume = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<HttpDouble> silos = [];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private ClusterFront front = null!;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            var silo = i;
            silos.Add(await HttpDouble.StartAsync(context => AnswerAsync(context, silo)));
        }
        front = await ClusterFront.StartAsync(silos.Select(silo => silo.Address), new ClusterFrontOptions { ProbeEvery = TimeSpan.FromMilliseconds(100) });
        http.BaseAddress = front.Address;
        for (var i = 0; i < 3; i++)
            await front.WhenReadyAsync(i, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        resume.TrySetResult();
        await front.DisposeAsync();
        foreach (var silo in silos)
            await silo.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task Requests_AreSpread_AndAnUnreadySiloIsLeftOut()
    {
        Assert.Equal(3, (await AskAsync(9)).Distinct().Count());

        unready[1] = true;
        await Eventually.IsAsync("the front sees that silo 1 is not ready", () => !front.IsReady(1));
        Assert.Equal(["0", "2"], (await AskAsync(8)).Distinct().Order());

        unready.Clear();
        await front.WhenReadyAsync(1, TestContext.Current.CancellationToken);
        Assert.Contains("1", await AskAsync(6));
    }

    [Fact]
    public async Task NoSiloReady_Is503WithRetryAfter()
    {
        (unready[0], unready[1], unready[2]) = (true, true, true);
        await Eventually.IsAsync("the front sees that no silo is ready", () => !Enumerable.Range(0, 3).Any(front.IsReady));
        using var answer = await http.GetAsync("/who", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Failed_WithIdempotencyKey_IsSentToAnotherSilo_BodyAndAll()
    {
        (failing[0], failing[1]) = (true, true);
        // One of those that fail is the first or the second that is asked, and then the third is left.
        var body = new string('x', 100_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/who") { Content = new StringContent(body), Headers = { { "Idempotency-Key", "k" } } };
        var statuses = new List<HttpStatusCode>();
        using (var answer = await http.SendAsync(request, TestContext.Current.CancellationToken))
            statuses.Add(answer.StatusCode);
        failing.Remove(1, out _);
        for (var i = 0; i < 3; i++)
        {
            using var again = new HttpRequestMessage(HttpMethod.Post, "/who") { Content = new StringContent(body), Headers = { { "Idempotency-Key", "k" } } };
            using var answer = await http.SendAsync(again, TestContext.Current.CancellationToken);
            statuses.Add(answer.StatusCode);
        }
        Assert.All(statuses.Skip(1), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.True(front.Retries > 0, "Expected a request to be sent again.");
        Assert.All(bodies, seen => Assert.Equal(body, seen));
    }

    [Fact]
    public async Task Failed_WithoutIdempotencyKey_IsNotSentAgain()
    {
        (failing[0], failing[1], failing[2]) = (true, true, true);
        using var answer = await http.PostAsync("/who", new StringContent("x"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal(0, front.Retries);
        Assert.Single(bodies);
    }

    [Fact]
    public async Task Stream_ComesThroughAsItIsWritten()
    {
        using var answer = await http.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("data: first", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        // Only now the server continues: a front that waited for more would have kept the first.
        resume.SetResult();
        Assert.Equal("data: last", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    private async Task<List<string>> AskAsync(int times)
    {
        List<string> answers = [];
        for (var i = 0; i < times; i++)
            answers.Add(await http.GetStringAsync("/who", TestContext.Current.CancellationToken));
        return answers;
    }

    private async Task AnswerAsync(HttpContext context, int silo)
    {
        switch (context.Request.Path.Value)
        {
            case "/health/ready":
                context.Response.StatusCode = unready.ContainsKey(silo) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
                return;
            case "/stream":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: first\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await resume.Task.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync("data: last\n", context.RequestAborted);
                return;
        }
        if (HttpMethods.IsPost(context.Request.Method))
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        }
        if (failing.ContainsKey(silo))
            context.Abort();
        else
            await context.Response.WriteAsync($"{silo}", context.RequestAborted);
    }
}
