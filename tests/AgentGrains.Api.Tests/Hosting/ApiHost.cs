using System.Net.Http.Headers;
using AgentGrains.Api.Access;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>The API on a port of its own, with the engine and stores in memory behind it.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Key = "test-key";
    public const string OtherKey = "other-key";

    private readonly WebApplication app;

    private ApiHost(WebApplication app)
    {
        this.app = app;
        Http = Client(Key);
    }

    public static readonly TenantId Tenant = TenantId.Parse("demo");

    public HttpClient Http { get; }

    public FakeTimeProvider Time => app.Services.GetRequiredService<FakeTimeProvider>();

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public EngineSessions Sessions => app.Services.GetRequiredService<EngineSessions>();

    public WatchedDefinitions Definitions => app.Services.GetRequiredService<WatchedDefinitions>();

    public WatchedIdempotency Idempotency => app.Services.GetRequiredService<WatchedIdempotency>();

    public Uri Address => new(app.Urls.First());

    public static async Task<ApiHost> StartAsync(Action<IServiceCollection>? more = null, string environment = "Development", Action<IEndpointRouteBuilder>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("AgentGrains:Development:ApiKey", Key)]);
        builder.Logging.ClearProviders().AddProvider(new TestOutput(TestContext.Current.TestOutputHelper));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        services.AddSingleton(new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<FakeTimeProvider>());
        services.AddSingleton(provider => new IdSource(provider.GetRequiredService<TimeProvider>(), new Random(1)));
        AddStore<IJournalStore, InMemoryJournalStore>(services);
        AddStore<IVisibilityStore, InMemoryVisibilityStore>(services);
        AddStore<IDefinitionStore, WatchedDefinitions>(services);
        AddStore<IPayloadStore, InMemoryPayloadStore>(services);
        AddStore<IIdempotencyStore, WatchedIdempotency>(services);
        AddStore<ISessions, EngineSessions>(services);
        services.AddSingleton<TestHosts>();
        services.TryAddSingleton<IServiceHosts>(static provider => provider.GetRequiredService<TestHosts>());
        services.AddSingleton<IModelCatalog, OneModel>();
        services.AddSingleton<ICredentials, OtherTenant>();
        services.AddAgentGrainsApi(builder.Configuration);
        more?.Invoke(services);

        var app = builder.Build();
        app.UseAgentGrainsApi();
        app.MapAgentGrainsApi();
        map?.Invoke(app);
        app.MapGet("/fails", string () => throw new InvalidOperationException("secret")).ExcludeFromDescription();
        await app.StartAsync();
        return new ApiHost(app);
    }

    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public Task StopAsync() => app.StopAsync();

    /// <summary>Gives another host the same sessions and stores.</summary>
    public void Share(IServiceCollection services)
    {
        services.AddSingleton<ISessions>(Sessions);
        services.AddSingleton(app.Services.GetRequiredService<IJournalStore>());
        services.AddSingleton(app.Services.GetRequiredService<IVisibilityStore>());
        services.AddSingleton(app.Services.GetRequiredService<IDefinitionStore>());
    }

    /// <summary>The runs that are stored, whether the host still answers or not.</summary>
    public async Task<IReadOnlyList<RunView>> StoredRunsAsync() =>
        await app.Services.GetRequiredService<IVisibilityStore>().ListRunsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 100), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }

    private static void AddStore<TPort, TStore>(IServiceCollection services)
        where TPort : class
        where TStore : class, TPort
    {
        services.AddSingleton<TStore>();
        services.AddSingleton<TPort>(provider => provider.GetRequiredService<TStore>());
    }

    private sealed class OneModel : IModelCatalog
    {
        public IReadOnlyList<string> Names => ["default"];

        public IModelClient? Find(string name) => name == "default" ? new NeverCalled() : null;
    }

    private sealed class NeverCalled : IModelClient
    {
        public Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation) => throw new NotSupportedException("The script answers.");
    }

    private sealed class OtherTenant : ICredentials
    {
        private static readonly Principal Owner = new(TenantId.Parse("other"), "tester", Scopes.Owner);

        public ValueTask<Principal?> FindAsync(string credential, ConnectionInfo connection, CancellationToken cancellation) =>
            ValueTask.FromResult(credential == OtherKey ? Owner : null);
    }
}
