using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;
using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests;

/// <summary>What models answer, on its way to their sessions.</summary>
public sealed class ModelWorkerTests
{
    [Fact]
    public async Task Answer_ThatNoAppendCanHold_FailsItsRun()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(35));
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Services = services => services.AddSingleton<IModelCatalog>(new Flood()) });
        var run = asked.Run(session, "turns 1");

        await TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken));

        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunFailed { Error.Code: var code } && code == ErrorCodes.ModelAnswerTooLarge.Value, 1, "the run to fail");
    }

    [Fact]
    public async Task Call_NamesItsAgentAndTenant()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(61));
        var (session, caller) = (asked.Session(), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var silo = await TestSilo.StartAsync(stores);
        silo.Model.Before = (call, _) =>
        {
            caller.TrySetResult(call.Caller);
            return Task.CompletedTask;
        };
        var run = asked.Run(session, "turns 0");

        await TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete");

        Assert.Equal($"{session.Tenant}/{SharedStores.Agent}", await caller.Task);
    }

    [Fact]
    public async Task Step_ThatItsHostCannotExecute_FailsItsAttempt()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(38));
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Services = services => services.AddSingleton<IModelCatalog>(new Broken()) });
        var run = asked.Run(session, "turns 1");

        await TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken));

        await stores.Journal.WhenWrittenAsync(session, static entry => entry is AttemptFailed { Error: { Code: var code, Message: "Made to fail." } } && code == ErrorCodes.Unexpected.Value, 1, "the attempt to fail");
    }

    /// <summary>Fails where no failure is foreseen.</summary>
    private sealed class Broken : IModelCatalog
    {
        public IReadOnlyList<string> Names { get; } = ["default"];

        public IModelClient Find(string name) => throw new InvalidOperationException("Made to fail.");
    }

    /// <summary>Asks for twenty calls, each with as much as stays inline, which a record has to write six times as long.</summary>
    private sealed class Flood : IModelClient, IModelCatalog
    {
        public IReadOnlyList<string> Names { get; } = ["default"];

        public IModelClient Find(string name) => this;

        public Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation)
        {
            var arguments = new string('\u0001', 32_000);
            return Task.FromResult(new ModelAnswer(null, [.. Enumerable.Range(0, 20).Select(i => new ToolRequest($"call_{i}", BuiltinTools.Echo, arguments))], new ModelUsage(1, 1, 0, 0), "tool_calls", "flood"));
        }
    }
}
