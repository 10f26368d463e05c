using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests;

/// <summary>A session's grain takes calls that are on behalf of its own tenant, and no others.</summary>
public sealed class TenantFilterTests
{
    private const string Filter = "TenantCallFilter";

    /// <summary>No principal, and those of another tenant and of tenants whose names begin as this one's does.</summary>
    public static TheoryData<string?> Others => [(string?)null, "other", "dem", "demo2"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Call_NotOnBehalfOfTheTenant_IsRefused_AndNothingIsWritten(string? other)
    {
        var stores = await SharedStores.CreateAsync();
        await using var silo = await TestSilo.StartAsync(stores);
        var asked = new Asked(5);
        var session = asked.Session();
        var run = asked.Run(session, "turns 1");
        var grain = silo.Grains.GetGrain<ISessionGrain>(session.ToString());
        var observer = silo.Grains.CreateObjectReference<ISessionObserver>(new Deaf());
        Func<Task>[] calls =
        [
            () => grain.Send(new SessionCall(new InputEnvelope(run), run.Run.Value, null)), () => grain.FindRun(run.Run.Value), grain.Describe,
            () => grain.Subscribe(observer), () => grain.Unsubscribe(observer), grain.Wake, grain.Delete,
        ];
        Assert.Equal(typeof(ISessionGrain).GetMethods().Length, calls.Length);

        foreach (var call in calls)
        {
            var refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => ScopedAsync(other, call));
            Assert.Contains("was not on behalf of the tenant", refused.Message, StringComparison.Ordinal);
        }

        Assert.Null(await stores.Journal.ReadHeaderAsync(session, TestContext.Current.CancellationToken));
        Assert.Empty(await stores.WakeUps.ReadDueAsync(WakeUp.ShardOf(session), DateTimeOffset.MaxValue, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Call_OnBehalfOfTheTenant_IsTakenIn()
    {
        var stores = await SharedStores.CreateAsync();
        await using var silo = await TestSilo.StartAsync(stores);

        await SendAsync(silo, SharedStores.Tenant.Value, new Asked(6).Session());
    }

    [Fact]
    public async Task Filter_NotRegistered_IsFound()
    {
        var stores = await SharedStores.CreateAsync();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Services = RemoveFilter });
        var session = new Asked(7).Session();

        await SendAsync(silo, "other", session);

        Assert.NotNull(await stores.Journal.ReadHeaderAsync(session, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Grains_ThatTheFilterDoesNotGuard_TakeNothingOfATenant()
    {
        var unguarded = typeof(ISessionGrain).Assembly.GetExportedTypes()
            .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type) && type != typeof(ISessionGrain)).ToList();

        Assert.All(unguarded, type => Assert.True(typeof(IGrainWithIntegerKey).IsAssignableFrom(type), $"{type.Name} has a key that may name a tenant: the filter must guard it."));
        Assert.All(unguarded.SelectMany(type => type.GetMethods()), method => Assert.Empty(method.GetParameters()));
    }

    private static async Task SendAsync(TestSilo silo, string tenant, SessionKey session)
    {
        var run = new Asked(8).Run(session, "turns 1");
        SessionReply? reply = null;
        await ScopedAsync(tenant, async () => reply = await silo.Grains.GetGrain<ISessionGrain>(session.ToString()).Send(new SessionCall(new InputEnvelope(run), run.Run.Value, null)));
        Assert.Equal(run.Run, reply!.Run!.Id.Key);
    }

    private static async Task ScopedAsync(string? tenant, Func<Task> call)
    {
        RequestContext.Clear();
        if (tenant is not null)
            CallPrincipal.Enter(new Principal(TenantId.Parse(tenant), "tester", Scopes.Owner));
        await call();
    }

    private static void RemoveFilter(IServiceCollection services) =>
        Assert.True(services.Remove(services.Single(service => service.ServiceType == typeof(IIncomingGrainCallFilter) && service.ImplementationType?.Name == Filter)));

    private sealed class Deaf : ISessionObserver
    {
        public Task Appended(SessionRecord record) => Task.CompletedTask;

        public Task Delta(SessionDelta delta) => Task.CompletedTask;

        public Task Settled(SessionReply reply) => Task.CompletedTask;

        public Task Left(string session) => Task.CompletedTask;
    }
}
