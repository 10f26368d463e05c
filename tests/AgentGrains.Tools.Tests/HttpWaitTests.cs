using System.Net;
using System.Net.Sockets;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Testing.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Tools.Tests;

/// <summary>A poll tells the status, or that there was none; it goes to no private network that is not listed.</summary>
public sealed class HttpWaitTests
{
    private static readonly SessionKey Session = new(TenantId.Parse("demo"), Calling.Run.Session);

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task Poll_TellsTheStatus_AndFollowsNothing(int status)
    {
        var methods = new List<string>();
        await using var server = await ServeAsync(status, methods);

        Assert.Equal((status, null), Told(await PollAsync(server.Address.ToString(), Calling.Loopback)));
        Assert.Equal("GET", Assert.Single(methods));
    }

    [Fact]
    public async Task Poll_OfAPrivateAddress_IsRefused_AndNothingIsSent()
    {
        var methods = new List<string>();
        await using var server = await ServeAsync(200, methods);

        var report = await PollAsync(server.Address.ToString(), []);

        Assert.Equal((null, "The tool's address is not allowed. The operator can allow its network."), Told(report));
        Assert.True(report.Refused);
        Assert.Empty(methods);
    }

    [Fact]
    public async Task Poll_OfAPortThatIsClosed_TellsThatThereWasNoAnswer()
    {
        using var reserved = new Socket(SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal((null, "it gave no answer."), Told(await PollAsync($"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}/", Calling.Loopback)));
    }

    private static Task<HttpDouble> ServeAsync(int status, List<string> methods) => HttpDouble.StartAsync(context =>
    {
        methods.Add(context.Request.Method);
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "http://127.0.0.1:1/";
        return Task.CompletedTask;
    });

    private static (int? Status, string? Problem) Told(ReportPoll report) => (report.Status, report.Problem);

    private static async Task<ReportPoll> PollAsync(string url, Dictionary<string, string?> settings)
    {
        await using var provider = Calling.Provider(settings, new FakeTimeProvider());
        var executor = Assert.Single(provider.GetServices<IEffectExecutor>());
        var context = new EffectContext(Session, "agent", new AgentDefinition(), new PollUrl(Calling.Run.Key, 2, 1, "http_wait", url));
        return Assert.IsType<ReportPoll>(await executor.ExecuteAsync(context, TestContext.Current.CancellationToken));
    }
}
