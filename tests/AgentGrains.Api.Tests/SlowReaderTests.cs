using System.Globalization;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Grains.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Api.Tests;

/// <summary>A reader who falls behind loses pieces of text and no event.</summary>
public sealed class SlowReaderTests
{
    private const int Many = 3 * TailChannels.BufferSize;

    // An event that was lost would be waited for without end: the clock of these tests stands still.
    private const int PatienceMs = 60_000;

    [Fact(Timeout = PatienceMs)]
    public async Task ReaderWhoKeepsUp_SeesEverything_AsItCame()
    {
        await using var session = new ReadSession(TestContext.Current.CancellationToken);
        await session.AppendAsync();
        Assert.Equal(0, await session.NextAsync());

        for (var i = 1; i < Many; i++)
        {
            await session.DeltaAsync();
            await session.AppendAsync();
            Assert.Null(await session.NextAsync());
            Assert.Equal(i, await session.NextAsync());
        }
    }

    [Theory(Timeout = PatienceMs)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ReaderWhoFallsBehind_SeesEachEntryOnceInOrder_AndLosesDeltas(int entries)
    {
        await using var session = new ReadSession(TestContext.Current.CancellationToken);
        await session.AppendAsync();
        Assert.Equal(0, await session.NextAsync());

        for (var i = 0; i < Many; i++)
        {
            await session.AppendAsync(entries);
            await session.DeltaAsync();
        }
        await session.AppendAsync();

        var seen = await session.ToEndAsync();
        Assert.Equal(Enumerable.Range(1, (Many * entries) + 1).Select(position => (long?)position), seen.Where(position => position is not null));
        Assert.InRange(seen.Count(position => position is null), 1, TailChannels.BufferSize);
    }

    [Fact(Timeout = PatienceMs)]
    public async Task ReaderWhoseBufferHoldsDeltasOnly_SeesWhatCameBeforeThem_First()
    {
        await using var session = new ReadSession(TestContext.Current.CancellationToken);
        await session.AppendAsync();
        Assert.Equal(0, await session.NextAsync());

        await session.AppendAsync(2);
        for (var i = 0; i < Many; i++)
            await session.DeltaAsync();

        Assert.Equal([1, 2, null], [await session.NextAsync(), await session.NextAsync(), await session.NextAsync()]);
    }

    [Fact(Timeout = PatienceMs)]
    public async Task ReaderWhoIsToldNothing_LooksForItself_EveryTwentySeconds()
    {
        await using var session = new ReadSession(TestContext.Current.CancellationToken);
        await session.AppendAsync();
        Assert.Equal(0, await session.NextAsync());
        var next = session.NextAsync();

        await session.AppendAsync(heard: false);
        session.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(next.IsCompleted);
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await next);
    }

    [Fact(Timeout = PatienceMs)]
    public async Task ClientWhoDoesNotRead_SeesEachEventOnceInOrder_WhenItReadsAgain()
    {
        // More than all buffers on the way take, so that the stream has to wait for its reader.
        const int Messages = 800;
        var text = new string('x', 30 * 1024);
        await using var host = await ApiHost.StartAsync(services =>
        {
            services.AddSingleton<BufferedSessions>();
            services.AddSingleton<ISessions>(provider => provider.GetRequiredService<BufferedSessions>());
        });
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = RunId.Parse((await host.RunAsync()).Text("id"));
        var key = new SessionKey(ApiHost.Tenant, run.Session);
        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run}/events");
        Assert.Equal("run.created", (await stream.NextAsync())!.Type);

        for (var i = 0; i < Messages; i++)
        {
            await host.Sessions.SendAsync(key, new Core.Sessions.Lifecycle.SendMessage(run.Key, $"msg_{i}", Core.Journals.Content.Inline(text)), null, TestContext.Current.CancellationToken);
            await host.Service<BufferedSessions>().Live.Delta(new SessionDelta(key.ToString(), run.Key.Value, 1, 1, "a", "text", 0));
        }
        using var ended = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run}:terminate");
        var events = await stream.RestAsync();

        var durable = events.Where(sent => sent.Id is not null).ToList();
        Assert.Equal(Enumerable.Range(2, durable.Count), durable.Select(sent => int.Parse(sent.Id!, CultureInfo.InvariantCulture)));
        Assert.Equal(Messages, durable.Count(sent => sent.Type == "message.completed"));
        Assert.Equal("run.terminated", events[^1].Type);
        Assert.InRange(events.Count(sent => sent.Type == "message.delta"), 1, Messages - TailChannels.BufferSize);
    }
}
