using AgentGrains.Contracts;
using AgentGrains.Grains.Tests.Checks;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>What hosts say to each other changes only on purpose.</summary>
public sealed class WireContractTests
{
    private static readonly string Approved = Path.Combine(AppContext.BaseDirectory, "wire.approved.txt");
    private static readonly string Received = Path.Combine(AppContext.BaseDirectory, "wire.received.txt");

    [Fact]
    public async Task WireContract_IsTheApprovedOne()
    {
        await using var silo = await TestSilo.StartAsync(await SharedStores.CreateAsync());
        var received = WireContract.Describe(new Dictionary<Type, string>
        {
            [typeof(ISessionGrain)] = silo.Grains.GetGrain<ISessionGrain>("demo/none").GetGrainId().Type.ToString()!,
            [typeof(IWakeUpShardGrain)] = silo.Grains.GetGrain<IWakeUpShardGrain>(0).GetGrainId().Type.ToString()!,
        });
        var approved = await File.ReadAllTextAsync(Approved, TestContext.Current.CancellationToken);
        if (received != approved)
            await File.WriteAllTextAsync(Received, received, TestContext.Current.CancellationToken);

        Assert.True(
            received == approved,
            "What hosts say to each other has changed: compare wire.received.txt beside the tests with wire.approved.txt. New members and forms may be added where a host of the "
            + "version before ignores them; nothing may be renamed, renumbered or taken away while such hosts run. Approve it by copying.");
    }
}
