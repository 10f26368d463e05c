using System.Net;
using System.Net.Sockets;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Tools.Tests.Calling;

namespace AgentGrains.Tools.Tests.Egress;

/// <summary>The calls of HTTP tools go where their operator lets them, and their errors say no more than that they could not.</summary>
public sealed class ToolConnectionsTests
{
    private static readonly ToolOutcome NotAllowed = new ToolOutcome.Answered("The tool's address is not allowed. The operator can allow its network.", IsError: true);

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("https://127.0.0.1:{0}/")]
    public async Task Call_OfALoopbackAddress_IsRefusedAtOnce_AndNothingIsSent(string url)
    {
        var requests = 0;
        await using var server = await CountAsync(() => requests++);
        var tool = Http(new Uri(string.Format(null, url, server.Address.Port)));

        Assert.Equal(NotAllowed, await CallAsync(tool, settings: new Dictionary<string, string?>()));
        Assert.Equal(0, requests);
    }

    [Theory]
    [InlineData("127.0.0.0/8", "http://127.0.0.1:{0}/")]
    [InlineData("127.0.0.0/8", "http://2130706433:{0}/")]
    [InlineData("127.0.0.1/32,::1/128", "http://localhost:{0}/")]
    public async Task Call_OfAnAllowedNetwork_IsSent(string networks, string url)
    {
        var requests = 0;
        await using var server = await CountAsync(() => requests++);
        var tool = Http(new Uri(string.Format(null, url, server.Address.Port)));

        Assert.Equal(new ToolOutcome.Answered("", IsError: false), await CallAsync(tool, settings: new Dictionary<string, string?> { ["AgentGrains:Tools:AllowedNetworks"] = networks }));
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task Call_OfAPublicName_IsSentToTheAddressThatWasChecked_AsTheHostThatWasNamed()
    {
        var host = "";
        await using var server = await HttpDouble.StartAsync(context =>
        {
            host = context.Request.Host.ToString();
            return Task.CompletedTask;
        });
        var network = new FakeNetwork(server.Address).With("tool.example", ["10.0.0.1", "8.8.8.8"], ["10.0.0.1"]);

        Assert.Equal(new ToolOutcome.Answered("", IsError: false), await CallInAsync(network, new Uri("http://tool.example:8080/book")));

        Assert.Equal("tool.example:8080", host);
        Assert.Equal(["8.8.8.8:8080"], network.Connected);
    }

    [Fact]
    public async Task Call_WithAProxyInTheEnvironment_GoesToTheToolItself()
    {
        await using var server = await CountAsync(() => { });
        Assert.Equal(ProxyInEnvironment.Address, HttpClient.DefaultProxy.GetProxy(server.Address));

        Assert.Equal(new ToolOutcome.Answered("", IsError: false), await CallAsync(Http(server.Address)));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Call_Redirected_IsAnErrorAtOnce_AndFollowsNothing(int status)
    {
        var (paths, location) = (new List<string>(), "");
        await using var server = await HttpDouble.StartAsync(context =>
        {
            paths.Add(context.Request.Path);
            context.Response.StatusCode = status;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        location = new Uri(server.Address, "/elsewhere").ToString();

        Assert.Equal(new ToolOutcome.Answered($"Tool 'look_up' answered {status}, a redirect, which is not followed.", IsError: true), await CallAsync(Http(server.Address)));
        Assert.Equal(["/"], paths);
    }

    [Theory]
    [InlineData("http://down.example:4711/", "Tool 'look_up' gave no answer. It could not be reached.")]
    [InlineData("https://down.example:4711/", "Tool 'look_up' gave no answer. It could not be reached.")]
    [InlineData("http://unknown.example:4711/", "Tool 'look_up' gave no answer. Its name could not be resolved.")]
    [InlineData("https://plain.example:4711/", "Tool 'look_up' gave no answer. There was no secure connection: its certificate or TLS version was not accepted.")]
    [InlineData("http://broken.example:4711/", "Tool 'look_up' gave no answer. The connection broke before the answer was complete.")]
    [InlineData("http://private.example:4711/", "The tool's address is not allowed. The operator can allow its network.")]
    public async Task Call_WithoutAnAnswer_NamesNoAddressAndNoPort(string url, string expected)
    {
        await using var server = await HttpDouble.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var network = new FakeNetwork(server.Address).WithDown("8.8.4.4")
            .With("down.example", ["8.8.4.4"]).With("plain.example", ["8.8.8.8"]).With("broken.example", ["8.8.8.8"]).With("private.example", ["10.20.30.40"]);

        var outcome = await CallInAsync(network, new Uri(url));

        Assert.Equal(expected, outcome is ToolOutcome.Unanswered unanswered ? unanswered.Message : Assert.IsType<ToolOutcome.Answered>(outcome).Content);
    }

    [Fact]
    public async Task Call_OfWhatIsNotHttp_NamesNoAddressAndNoPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync();

        var outcome = Assert.IsType<ToolOutcome.Unanswered>(await CallAsync(Http(new Uri($"http://{listener.LocalEndpoint}/"))));

        Assert.Equal("Tool 'look_up' gave no answer. What it sent was not HTTP.", outcome.Message);
        await answering;

        async Task AnswerAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.6\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }
    }

    private static Task<HttpDouble> CountAsync(Action count) => HttpDouble.StartAsync(context =>
    {
        count();
        return Task.CompletedTask;
    });

    private static async Task<ToolOutcome> CallInAsync(FakeNetwork network, Uri url)
    {
        await using var provider = Provider(new Dictionary<string, string?>(), connector: network.Connector());
        HttpToolDefinition tool = Http(url);
        return await Find(provider, tool).ExecuteAsync(new ToolInvocation(tool, "{}", TenantId.Parse("demo"), Step(1), 1), TestContext.Current.CancellationToken);
    }
}
