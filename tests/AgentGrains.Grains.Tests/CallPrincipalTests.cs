using System.Collections.Concurrent;
using AgentGrains.Contracts;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests;

/// <summary>The principal travels with the calls between grains, between hosts too.</summary>
public sealed class CallPrincipalTests
{
    private static readonly Principal Runner = new(SharedStores.Tenant, "tester", Scopes.Runner);

    [Fact]
    public async Task Call_FromAnotherHost_HasThePrincipal()
    {
        var stores = await SharedStores.CreateAsync();
        var seen = new SeenPrincipals();
        await using var host = await TestSilo.StartAsync(stores, new SiloSettings { Services = services => services.AddSingleton<IIncomingGrainCallFilter>(seen) });
        await using var caller = await TestSilo.StartAsync(stores, new SiloSettings { Joins = host });
        var asked = new Asked(11);
        var session = asked.Session();
        await host.PlaceAsync(session, asked.Run(session, "sleep 600000"));
        seen.Of.Clear();

        CallPrincipal.Enter(Runner);
        await caller.Grains.GetGrain<ISessionGrain>(session.ToString()).Describe();

        Assert.Equal([Runner], seen.Of[nameof(ISessionGrain.Describe)]);
    }

    [Fact]
    public async Task Call_OfTheRuntime_IsOfTheTenantsService()
    {
        var stores = await SharedStores.CreateAsync();
        var seen = new SeenPrincipals();
        await using var host = await TestSilo.StartAsync(stores, new SiloSettings { Services = services => services.AddSingleton<IIncomingGrainCallFilter>(seen) });
        var asked = new Asked(12);
        var session = asked.Session();
        await host.PlaceAsync(session, asked.Run(session, "sleep 600000"));

        CallPrincipal.Enter(Runner);
        await new GrainTransport(new SessionCalls(host.Grains, TimeProvider.System)).WakeAsync(session);

        Assert.Equal([new Principal(SharedStores.Tenant, CallPrincipal.ServiceSubject, Scopes.Runner)], seen.Of[nameof(ISessionGrain.Wake)]);
        Assert.Equal(Runner, CallPrincipal.Current);
    }

    /// <summary>As a host of the version before sends it.</summary>
    [Fact]
    public void Call_WithATenantAlone_IsOfItsService()
    {
        RequestContext.Clear();
        Assert.Null(CallPrincipal.Current);
        RequestContext.Set("agentgrains.tenant", Runner.Tenant.Value);

        Assert.Equal(new Principal(Runner.Tenant, CallPrincipal.ServiceSubject, Scopes.Runner), CallPrincipal.Current);
    }

    private sealed class SeenPrincipals : IIncomingGrainCallFilter
    {
        public ConcurrentDictionary<string, ConcurrentQueue<Principal?>> Of { get; } = new();

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.InterfaceMethod.DeclaringType == typeof(ISessionGrain))
                Of.GetOrAdd(context.MethodName, static _ => new ConcurrentQueue<Principal?>()).Enqueue(CallPrincipal.Current);
            return context.Invoke();
        }
    }
}
