using System.Net;
using AgentGrains.Api.Access;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AgentGrains.Api.Tests;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("test-key2")]
    public async Task AnythingUnderV1_WithoutAKnownCredential_Is401(string? key)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client(key);

        foreach (var path in new[] { "/v1/runs", "/v1/nothing", "/V1/agents/a" })
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            await response.ProblemAsync(401, "AG1002");
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task AnotherTenant_SeesNothing()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();
        using var other = host.Client(ApiHost.OtherKey);

        foreach (var path in new[] { $"/v1/runs/{run.Text("id")}", $"/v1/sessions/{run.Text("session")}", "/v1/agents/airline", $"/v1/runs/{run.Text("id")}/events" })
        {
            using var response = await other.GetAsync(path, TestContext.Current.CancellationToken);
            await response.ProblemAsync(404, "AG1004");
        }
    }

    [Theory]
    [InlineData("Production", "127.0.0.1", "key", false)]
    [InlineData("Development", "10.0.0.7", "key", false)]
    [InlineData("Development", "127.0.0.1", "other", false)]
    [InlineData("Development", "127.0.0.1", "key", true)]
    [InlineData("Development", "::1", "key", true)]
    [InlineData("Development", "::ffff:127.0.0.1", "key", true)]
    public async Task DevelopmentKey_IsHonoured_InDevelopmentOnLoopbackOnly(string environment, string address, string key, bool honoured)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(DevelopmentKey.Setting, "key")]).Build();
        var context = new DefaultHttpContext();
        (context.Connection.LocalIpAddress, context.Connection.RemoteIpAddress) = (IPAddress.Parse(address), IPAddress.Loopback);

        var principal = await new DevelopmentKey(configuration, new Named(environment)).FindAsync(key, context.Connection, TestContext.Current.CancellationToken);

        Assert.Equal(honoured ? new Principal(ApiHost.Tenant, "development", Scopes.Owner) : null, principal);
    }

    private sealed class Named(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
