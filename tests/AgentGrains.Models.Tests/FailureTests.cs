using System.Net;
using System.Net.Sockets;
using AgentGrains.Core.Models;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.StreamDouble;

namespace AgentGrains.Models.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData(400, ModelFailureKind.Permanent)]
    [InlineData(401, ModelFailureKind.Permanent)]
    [InlineData(403, ModelFailureKind.Permanent)]
    [InlineData(404, ModelFailureKind.Permanent)]
    [InlineData(422, ModelFailureKind.Permanent)]
    [InlineData(302, ModelFailureKind.Permanent)]
    [InlineData(408, ModelFailureKind.Unavailable)]
    [InlineData(409, ModelFailureKind.Unavailable)]
    [InlineData(425, ModelFailureKind.Unavailable)]
    [InlineData(429, ModelFailureKind.Throttled)]
    [InlineData(500, ModelFailureKind.Unavailable)]
    [InlineData(502, ModelFailureKind.Unavailable)]
    [InlineData(503, ModelFailureKind.Unavailable)]
    [InlineData(504, ModelFailureKind.Unavailable)]
    public async Task CallAsync_RefusedWithStatus_IsOfItsClassAndAskedOnce(int status, ModelFailureKind kind)
    {
        var requests = 0;
        await using var server = await HttpDouble.StartAsync(context =>
        {
            requests++;
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var failure = await FailAsync(server);

        Assert.Equal(kind, failure.Kind);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7_000)]
    [InlineData("Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT", 90_000)]
    [InlineData("Retry-After", "Wed, 31 Dec 2025 00:00:00 GMT", 0)]
    [InlineData("retry-after-ms", "250", 250)]
    [InlineData("retry-after-ms", "99999999999999999999", 86_400_000)]
    public async Task CallAsync_Throttled_SaysHowLongToWait(string header, string value, double expectedMs)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await StatusAsync(429, "{}", (header, value));

        var failure = await FailAsync(server, time: time);

        Assert.Equal(ModelFailureKind.Throttled, failure.Kind);
        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), failure.RetryAfter);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Too long.","code":"context_length_exceeded"}}""")]
    [InlineData("""{"error":{"message":"This model's maximum context length is 4096 tokens.","code":null}}""")]
    [InlineData("""{"message":"This model's maximum context length is 4096 tokens."}""")]
    public async Task CallAsync_PromptTooLarge_IsContextOverflow(string body)
    {
        await using var server = await StatusAsync(400, body);
        Assert.Equal(ModelFailureKind.ContextOverflow, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task CallAsync_ProviderRepeatsTheKey_TheMessageHidesIt()
    {
        await using var server = await StatusAsync(401, """{"error":{"message":"Incorrect API key provided: sk-very-secret.","code":"invalid_api_key"}}""");

        var failure = await FailAsync(server);

        Assert.DoesNotContain("sk-very-secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("Model 'default' answered 401 (invalid_api_key): Incorrect API key provided: ***.", failure.Message);
    }

    [Fact]
    public async Task CallAsync_NoServerListens_IsUnavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var failure = await Assert.ThrowsAsync<ModelException>(() => Chat(new Uri($"http://127.0.0.1:{port}/v1")).AskAsync(Of(User("Hi"))));

        Assert.Equal(ModelFailureKind.Unavailable, failure.Kind);
        Assert.Null(failure.Usage);
    }

    [Fact]
    public async Task CallAsync_ConnectionCutBeforeTheAnswer_IsUnavailable()
    {
        await using var server = await HttpDouble.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(ModelFailureKind.Unavailable, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task CallAsync_ConnectionCutInTheStream_IsABadAnswerThatWasPaidFor()
    {
        var read = new SemaphoreSlim(0);
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            await WriteAsync(context, Text("half"));
            await read.WaitAsync(context.RequestAborted);
            context.Abort();
        });

        var failure = await Assert.ThrowsAsync<ModelException>(() =>
            Chat(new Uri(server.Address, "v1")).CallAsync(Of(User("Hi")), _ => read.Release(), TestContext.Current.CancellationToken));

        Assert.Equal(ModelFailureKind.BadAnswer, failure.Kind);
        Assert.Equal((1, 1, true), (failure.Usage!.InputTokens, failure.Usage.OutputTokens, failure.Usage.IsEstimate));
    }

    public static TheoryData<string, string[]> BadStreams => new()
    {
        { "no finish reason and no end", [Text("half")] },
        { "an end in the middle of a call", [Delta("""{"tool_calls":[{"index":0,"id":"c1","function":{"name":"t","arguments":"{"}}]}"""), Done] },
        { "nothing at all", [] },
        { "no JSON", [Text("half"), "{oops", Stop, Done] },
        { "another shape", ["[1]", Stop, Done] },
        { "another shape inside", ["""{"choices":5}""", Stop, Done] },
        { "an error in the stream", [Text("half"), """{"error":{"message":"overloaded"}}"""] },
        { "an empty answer", [Stop, Done] },
        { "an empty text", [Text(""), Stop, Done] },
        { "a tool without a name", [Delta("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"arguments":"{}"}}]}"""), Stop, Done] },
    };

    [Theory]
    [MemberData(nameof(BadStreams))]
    public async Task CallAsync_StreamIsNoAnswer_IsABadAnswer(string what, string[] events)
    {
        await using var server = await EventsAsync(events);
        var failure = await FailAsync(server);
        Assert.True(failure.Kind == ModelFailureKind.BadAnswer, $"{what}: {failure}");
    }

    [Fact]
    public async Task CallAsync_Page_IsABadAnswerThatSaysWhatCame()
    {
        await using var server = await StatusAsync(200, "<html>Sign in</html>");

        var failure = await FailAsync(server);

        Assert.Equal(ModelFailureKind.BadAnswer, failure.Kind);
        Assert.Equal("Model 'default' answered 200: an HTML page came, not the provider's answer: 'Sign in'.", failure.Message);
    }

    [Fact]
    public async Task CallAsync_SilentBeforeTheFirstByte_IsUnavailable()
    {
        var time = new FakeTimeProvider();
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        var failure = await FailAsync(server, time, ("TimeoutMs", "5000"));

        Assert.Equal(ModelFailureKind.Unavailable, failure.Kind);
        Assert.Equal("Model 'default' was silent for 5000 ms (TimeoutMs).", failure.Message);
    }

    [Fact]
    public async Task CallAsync_NeverSilentForLong_IsNotCutOff()
    {
        var time = new FakeTimeProvider();
        var read = new SemaphoreSlim(0);
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            for (var i = 0; i < 10; i++)
            {
                await WriteAsync(context, Text("x"));
                await read.WaitAsync(context.RequestAborted);
                time.Advance(TimeSpan.FromSeconds(4));
            }
            await WriteAsync(context, Stop, Done);
        });

        var answer = await Chat(new Uri(server.Address, "v1"), time, ("TimeoutMs", "5000")).CallAsync(Of(User("Hi")), _ => read.Release(), TestContext.Current.CancellationToken);

        Assert.Equal("xxxxxxxxxx", answer.Text);
    }

    [Fact]
    public async Task CallAsync_EveryPieceSaysThatTheAnswerHasEnded_ReadsAllOfThem()
    {
        var time = new FakeTimeProvider();
        var read = new SemaphoreSlim(0);
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            for (var i = 0; i < 10; i++)
            {
                await WriteAsync(context, """{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}""");
                await read.WaitAsync(context.RequestAborted);
                // Twice, if the text is shown before its piece is done: still less than the time that is left after an end.
                time.Advance(TimeSpan.FromMilliseconds(900));
            }
            await WriteAsync(context, Done);
        });

        var answer = await Chat(new Uri(server.Address, "v1"), time).CallAsync(Of(User("Hi")), _ => read.Release(), TestContext.Current.CancellationToken);

        Assert.Equal("xxxxxxxxxx", answer.Text);
    }

    [Fact]
    public async Task CallAsync_LastsLongerThanTheLimitOfTheWhole_IsABadAnswer()
    {
        var time = new FakeTimeProvider();
        var read = new SemaphoreSlim(0);
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await WriteAsync(context, Text("x"));
                await read.WaitAsync(context.RequestAborted);
                time.Advance(TimeSpan.FromSeconds(4));
            }
        });

        var failure = await Assert.ThrowsAsync<ModelException>(() => Chat(new Uri(server.Address, "v1"), time, ("TimeoutMs", "5000"), ("TotalTimeoutMs", "30000"))
            .CallAsync(Of(User("Hi")), _ => read.Release(), TestContext.Current.CancellationToken));

        Assert.Equal((ModelFailureKind.BadAnswer, "Model 'default' did not finish within 30000 ms (TotalTimeoutMs)."), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task CallAsync_SilentInTheMiddle_IsABadAnswer()
    {
        var time = new FakeTimeProvider();
        var read = new SemaphoreSlim(0);
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            await WriteAsync(context, Text("slow"));
            await read.WaitAsync(context.RequestAborted);
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        var failure = await Assert.ThrowsAsync<ModelException>(() =>
            Chat(new Uri(server.Address, "v1"), time, ("TimeoutMs", "5000")).CallAsync(Of(User("Hi")), _ => read.Release(), TestContext.Current.CancellationToken));

        Assert.Equal(ModelFailureKind.BadAnswer, failure.Kind);
        Assert.Contains("5000 ms", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_GivenUp_IsCancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            await WriteAsync(context, Text("slow"));
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Chat(new Uri(server.Address, "v1")).CallAsync(Of(User("Hi")), _ => { }, cancellation.Token));
    }

    [Fact]
    public async Task CallAsync_AnswerGrowsTooLarge_StopsReadingAtOnce()
    {
        var left = new TaskCompletionSource();
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            while (!context.RequestAborted.IsCancellationRequested)
                await WriteAsync(context, Text("0123456789"));
        });
        var call = Of(User("Hi")) with { MaxAnswerBytes = 25 };
        var heard = "";

        var failure = await Assert.ThrowsAsync<ModelException>(() => Chat(new Uri(server.Address, "v1")).CallAsync(call, text => heard += text, TestContext.Current.CancellationToken));

        Assert.Equal(ModelFailureKind.AnswerTooLarge, failure.Kind);
        Assert.Equal(20, heard.Length);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task CallAsync_OneEventWithoutEnd_IsAnswerTooLargeBeforeItIsHeldWhole()
    {
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: ");
            var piece = new string('x', 1 << 20);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(piece);
        });
        Assert.Equal(ModelFailureKind.AnswerTooLarge, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task CallAsync_RefusalWithoutEnd_IsGivenUp()
    {
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            context.Response.StatusCode = 500;
            var piece = new string('x', 1 << 16);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(piece);
        });
        Assert.NotEqual(ModelFailureKind.Permanent, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task CallAsync_ArgumentsGrowTooLarge_IsAnswerTooLarge()
    {
        await using var server = await EventsAsync(
            Delta("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"t","arguments":"0123456789"}}]}"""), Stop, Done);
        var failure = await Assert.ThrowsAsync<ModelException>(() => Chat(new Uri(server.Address, "v1")).AskAsync(Of(User("Hi")) with { MaxAnswerBytes = 9 }));
        Assert.Equal(ModelFailureKind.AnswerTooLarge, failure.Kind);
    }

    [Fact]
    public async Task CallAsync_ReceiverOfTextThrows_ItsExceptionComesThrough()
    {
        await using var server = await EventsAsync(Text("Hi"), Stop, Done);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Chat(new Uri(server.Address, "v1")).CallAsync(
            Of(User("Hi")), _ => throw new InvalidTimeZoneException(), TestContext.Current.CancellationToken));
    }

    private static Task<ModelException> FailAsync(HttpDouble server, TimeProvider? time = null, params (string Setting, string Value)[] settings) =>
        Assert.ThrowsAsync<ModelException>(() => Chat(new Uri(server.Address, "v1"), time, settings).AskAsync(Of(User("Hi"))));
}
