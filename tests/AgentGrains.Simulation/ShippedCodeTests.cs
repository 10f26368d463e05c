using AgentGrains.Core.Effects;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Runtime.WakeUps;

namespace AgentGrains.Simulation;

/// <summary>What is simulated is what ships: the simulation brings the world around it and nothing of the runtime itself.</summary>
public sealed class ShippedCodeTests
{
    /// <summary>What a host brings to the runtime: stores, timers, transport, and what calls models and tools.</summary>
    private static readonly Type[] Ports =
    [
        typeof(IJournalStore), typeof(IWakeUpStore), typeof(IPayloadStore), typeof(IVisibilityStore), typeof(IAgentVersions),
        typeof(ISessionShell), typeof(ISessionTransport), typeof(IOutputTransport), typeof(IBackground), typeof(IHostList), typeof(IWakeUpObserver),
        typeof(IEffectExecutor), typeof(IEffectStage),
    ];

    private static readonly Type[] Simulated = [.. typeof(World).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("AgentGrains.", StringComparison.Ordinal) == true)];

    private static readonly Type[] Shipped = [.. typeof(SessionHost).Assembly.GetTypes()];

    [Fact]
    public void Simulation_ImplementsPorts_AndNoOtherInterfaceOfTheProduct() => Assert.Empty(
        from type in Simulated
        from implemented in type.GetInterfaces()
        where implemented.Assembly != type.Assembly && implemented.Namespace!.StartsWith("AgentGrains.", StringComparison.Ordinal) && !Ports.Contains(implemented)
        select $"{type.Name} implements {implemented.Name}");

    [Fact]
    public void Simulation_HasNoTypeOfTheNameOfOneThatShips() => Assert.Empty(NamesOf(Simulated).Intersect(NamesOf(Shipped)));

    private static IEnumerable<string> NamesOf(IEnumerable<Type> types) =>
        types.Where(static type => !type.IsNested && type.Namespace?.StartsWith("AgentGrains.", StringComparison.Ordinal) == true).Select(static type => type.Name);
}
