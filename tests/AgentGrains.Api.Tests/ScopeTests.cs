using System.Text;
using AgentGrains.Api.Access;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Api.Tests;

/// <summary>Each operation under <c>/v1</c> needs the scope that it declares.</summary>
public sealed class ScopeTests
{
    private static readonly Dictionary<Scopes, Scopes[]> Included = new()
    {
        [Scopes.None] = [],
        [Scopes.Viewer] = [Scopes.Viewer],
        [Scopes.Runner] = [Scopes.Runner, Scopes.Viewer],
        [Scopes.Approver] = [Scopes.Approver, Scopes.Viewer],
        [Scopes.Developer] = [Scopes.Developer, Scopes.Runner, Scopes.Viewer],
        [Scopes.Owner] = [Scopes.Owner, Scopes.Developer, Scopes.Approver, Scopes.Runner, Scopes.Viewer],
    };

    public static TheoryData<Scopes> All => [.. Enum.GetValues<Scopes>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Principal_HasTheScopesThatItsOwnIncludes(Scopes granted)
    {
        var principal = new Principal(ApiHost.Tenant, "tester", granted);

        Assert.Equal(Included[granted].Order(), Enum.GetValues<Scopes>().Where(scope => scope != Scopes.None && principal.Has(scope)).Order());
    }

    /// <summary>Which scope an operation needs is in the approved OpenAPI document.</summary>
    [Fact]
    public async Task EachOperation_DeclaresAScope_AndReadsNeedViewerOnly()
    {
        await using var host = await StartAsync();
        var operations = Operations(host).ToList();

        Assert.NotEmpty(operations);
        Assert.Empty(operations.Where(operation => operation.Endpoint.Metadata.GetMetadata<NeededScope>() is null).Select(operation => operation.Name));
        Assert.Equal(
            operations.Where(operation => operation.Method == HttpMethod.Get).Select(operation => operation.Name),
            operations.Where(operation => operation.Endpoint.Metadata.GetRequiredMetadata<NeededScope>().Scope == Scopes.Viewer).Select(operation => operation.Name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task EachOperation_IsForbidden_ExactlyWithoutItsScope(Scopes granted)
    {
        await using var host = await StartAsync();
        using var client = host.Client(ScopeKeys.Of(granted));

        foreach (var (name, method, path, endpoint) in Operations(host))
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var needed = endpoint.Metadata.GetRequiredMetadata<NeededScope>();
            if (Included[granted].Contains(needed.Scope))
            {
                Assert.True((int)response.StatusCode is not 403 and < 500, $"{name} is answered {response.StatusCode}.");
                continue;
            }
            var problem = await response.ProblemAsync(403, "AG1003");
            Assert.Contains($"needs the scope '{needed.Name}'", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ForbiddenPost_DoesNotUseItsIdempotencyKey()
    {
        await using var host = await StartAsync();
        await host.DefineAsync();
        using var viewer = host.Client(ScopeKeys.Of(Scopes.Viewer));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sessions") { Content = new StringContent("{}", Encoding.UTF8, "application/json"), Headers = { { "Idempotency-Key", "k" } } };

        using var refused = await viewer.SendAsync(request, TestContext.Current.CancellationToken);

        await refused.ProblemAsync(403, "AG1003");
        Assert.Empty(host.Idempotency.Keys);
    }

    [Fact]
    public async Task EndpointUnderV1_WithoutAScope_IsRefused_ForEveryPrincipal()
    {
        var called = false;
        await using var host = await StartAsync(endpoints => endpoints.MapGet("/v1/undeclared", () => called = true));

        using var response = await host.GetAsync("/v1/undeclared");

        await response.ProblemAsync(500, "AG4999");
        Assert.False(called);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "AG1004")]
    [InlineData("PATCH", "/v1/runs", 405, "AG1011")]
    public async Task NotServed_NeedsNoScope(string method, string path, int status, string code)
    {
        await using var host = await StartAsync();
        using var client = host.Client(ScopeKeys.Of(Scopes.None));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ProblemAsync(status, code);
    }

    [Theory]
    [InlineData(Scopes.None)]
    [InlineData(Scopes.Viewer | Scopes.Runner)]
    public void Needs_NotExactlyOneScope_Throws(Scopes scope) => Assert.Throws<ArgumentOutOfRangeException>(() => new NeededScope(scope));

    private static Task<ApiHost> StartAsync(Action<IEndpointRouteBuilder>? map = null) => ApiHost.StartAsync(services => services.AddSingleton<ICredentials, ScopeKeys>(), map: map);

    /// <summary>Every operation under <c>/v1</c>, at an address of things that do not exist.</summary>
    private static IEnumerable<(string Name, HttpMethod Method, string Path, RouteEndpoint Endpoint)> Operations(ApiHost host) =>
        from endpoint in host.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = $"/{endpoint.RoutePattern.RawText!.Trim('/')}"
        where pattern.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase)
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        let path = pattern.Replace("{id}", "none", StringComparison.Ordinal).Replace("{name}", "none", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal)
        select (endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? pattern, new HttpMethod(method), path, endpoint);
}
