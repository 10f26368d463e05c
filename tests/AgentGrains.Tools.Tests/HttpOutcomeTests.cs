using System.Net;
using System.Net.Sockets;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static AgentGrains.Tools.Tests.Calling;

namespace AgentGrains.Tools.Tests;

public sealed class HttpOutcomeTests
{
    private const int Limit = 1 << 20;

    [Theory]
    [InlineData(200, "the result", false)]
    [InlineData(200, "", false)]
    [InlineData(201, "{\"a\" : 1}\n", false)]
    [InlineData(204, "", false)]
    [InlineData(400, "no such flight", true)]
    [InlineData(401, "", true)]
    [InlineData(404, "{}", true)]
    [InlineData(422, "é", true)]
    public async Task ExecuteAsync_ToolAnswers_BodyGoesToTheModel(int status, string body, bool isError)
    {
        await using var server = await AnswerAsync(status, body);
        Assert.Equal(new ToolOutcome.Answered(body, isError), await CallAsync(Http(server.Address)));
    }

    [Fact]
    public async Task ExecuteAsync_TooManyRequests_WasNotProcessed_SoAlsoWhatMustNotRunTwiceIsTriedAgain()
    {
        await using var server = await HttpDouble.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        });

        Assert.Equal(
            new ToolOutcome.Unanswered("Tool 'look_up' answered 429: too many requests.", MayHaveRun: false, TimeSpan.FromSeconds(7)) { Retry = RetryClass.Throttled },
            await CallAsync(Http(server.Address)));
    }

    [Theory]
    [InlineData(500, RetryClass.Attempts)]
    [InlineData(502, RetryClass.Unavailable)]
    [InlineData(503, RetryClass.Unavailable)]
    [InlineData(504, RetryClass.Unavailable)]
    public async Task ExecuteAsync_ServerOrGatewayFails_IsRetriedByItsKind(int status, RetryClass retry)
    {
        await using var server = await AnswerAsync(status, "");
        Assert.Equal(retry, Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(server.Address))).Retry);
    }

    [Theory]
    [InlineData(501)]
    [InlineData(505)]
    public async Task ExecuteAsync_StatusThatNoRetryChanges_IsAnErrorAtOnce(int status)
    {
        await using var server = await AnswerAsync(status, "10.0.0.1:80 says no");
        Assert.Equal(new ToolOutcome.Answered($"Tool 'look_up' answered {status}, which no retry changes.", IsError: true), await CallAsync(Http(server.Address)));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task ExecuteAsync_NoAnswerOfTheTool_MayHaveRunAndIsAskedOnce(int status)
    {
        var requests = 0;
        await using var server = await HttpDouble.StartAsync(context =>
        {
            requests++;
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var outcome = Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(server.Address)));

        Assert.True(outcome.MayHaveRun);
        Assert.Null(outcome.RetryAfter);
        Assert.Contains($" {status}", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("Thu, 01 Jan 2026 00:01:30 GMT", 90)]
    [InlineData("Wed, 31 Dec 2025 00:00:00 GMT", 0)]
    public async Task ExecuteAsync_ToolAsksToWait_IsHeard(string header, int seconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await HttpDouble.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });
        var outcome = Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(server.Address), time: time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), outcome.RetryAfter);
    }

    [Fact]
    public async Task ExecuteAsync_NoListener_HasNotRun()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.False(Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(new Uri($"http://127.0.0.1:{port}/")))).MayHaveRun);
    }

    [Fact]
    public async Task ExecuteAsync_HostDoesNotTakeConnections_HasNotRun()
    {
        // A listener that never accepts, its queue full: further connections are neither taken nor refused.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        using var queued = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await queued.ConnectAsync(address, TestContext.Current.CancellationToken);
        await using var provider = Provider(Loopback, connectTimeout: TimeSpan.FromMilliseconds(200));
        var tool = Http(new Uri($"http://{address}/"));

        var outcome = await Find(provider, tool).ExecuteAsync(new ToolInvocation(tool, "{}", TenantId.Parse("demo"), Step(1), 1), TestContext.Current.CancellationToken);

        Assert.False(Assert.IsType<ToolOutcome.Unanswered>(outcome).MayHaveRun);
    }

    [Fact]
    public async Task ExecuteAsync_ConnectionCutBeforeTheAnswer_MayHaveRun()
    {
        await using var server = await HttpDouble.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.True(Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(server.Address))).MayHaveRun);
    }

    [Fact]
    public async Task ExecuteAsync_ConnectionCutInTheAnswer_MayHaveRun()
    {
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        Assert.True(Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(server.Address))).MayHaveRun);
    }

    [Theory]
    [InlineData(null, 30_000)]
    [InlineData(1_500L, 1_500)]
    public async Task ExecuteAsync_NoAnswerInTime_MayHaveRun(long? timeoutMs, int waited)
    {
        var time = new FakeTimeProvider();
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            await context.Response.WriteAsync("slow");
            await context.Response.Body.FlushAsync();
            time.Advance(TimeSpan.FromMilliseconds(waited));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        var outcome = Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(server.Address) with { TimeoutMs = timeoutMs }, time: time));

        Assert.True(outcome.MayHaveRun);
        Assert.Contains($"{waited} ms", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_GivenUp_IsCancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(Http(server.Address), cancellation: cancellation.Token));
    }

    [Theory]
    [InlineData(Limit, false, false)]
    [InlineData(Limit + 1, false, true)]
    [InlineData(Limit, true, false)]
    [InlineData(Limit + 1, true, true)]
    public async Task ExecuteAsync_LargeAnswer_IsRefusedOverTheLimit(int size, bool chunked, bool refused)
    {
        await using var server = await HttpDouble.StartAsync(context =>
        {
            context.Response.ContentLength = chunked ? null : size;
            return context.Response.WriteAsync(new string('x', size));
        });
        var outcome = Assert.IsType<ToolOutcome.Answered>(await CallAsync(Http(server.Address)));
        Assert.Equal(refused, outcome.IsError);
        Assert.Equal(refused, outcome.Content.Contains("more than 1048576 bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("image/png", new byte[] { 1 })]
    [InlineData("application/octet-stream", new byte[] { 65 })]
    [InlineData("text/plain", new byte[] { 65, 0xFF })]
    [InlineData(null, new byte[] { 0xC3 })]
    [InlineData("text/plain; charset=unheard-of", new byte[] { 65 })]
    public async Task ExecuteAsync_AnswerIsNoText_IsAnErrorThatSaysSo(string? type, byte[] body)
    {
        await using var server = await BytesAsync(type, body);
        var outcome = Assert.IsType<ToolOutcome.Answered>(await CallAsync(Http(server.Address)));
        Assert.True(outcome.IsError);
        Assert.Contains("cannot be shown", outcome.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xE9 }, "é")]
    [InlineData("application/problem+json", new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData(null, new byte[] { 65 }, "A")]
    public async Task ExecuteAsync_AnswerIsText_IsReadInItsCharset(string? type, byte[] body, string expected)
    {
        await using var server = await BytesAsync(type, body);
        Assert.Equal(new ToolOutcome.Answered(expected, false), await CallAsync(Http(server.Address)));
    }

    private static Task<HttpDouble> AnswerAsync(int status, string body) => HttpDouble.StartAsync(async context =>
    {
        context.Response.StatusCode = status;
        if (body.Length > 0)
            await context.Response.WriteAsync(body);
    });

    private static Task<HttpDouble> BytesAsync(string? type, byte[] body) => HttpDouble.StartAsync(async context =>
    {
        if (type is not null)
            context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(body);
    });
}
