using System.Globalization;
using AgentGrains.Cluster.Faults.Kinds;

namespace AgentGrains.Cluster.Faults;

/// <summary>
/// Faults on three real silos under load: nothing that was acknowledged is lost, nothing is doubled, and every run ends. <c>AGENTGRAINS_FAULT_ROUNDS</c> says how
/// many rounds of each; with more than one, faults last as long as they would in earnest. <c>AGENTGRAINS_FAULTS</c> names some of them. <c>AGENTGRAINS_FAULT_SEED</c> is
/// the seed of the first round, 100 where nothing is said.
/// </summary>
[Collection(nameof(WholeMachine))]
[Trait("Needs", "Azurite")]
[Trait("Needs", "minutes")]
public sealed class FaultTests(FaultStage stage, ITestOutputHelper output) : IClassFixture<FaultStage>
{
    private static readonly int FirstSeed = Number("AGENTGRAINS_FAULT_SEED", 100);
    private static readonly int Rounds = Number("AGENTGRAINS_FAULT_ROUNDS", 1);
    private static readonly string[] Chosen = Environment.GetEnvironmentVariable("AGENTGRAINS_FAULTS")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    public static TheoryData<string> Faults => [.. Fault.All.Select(fault => fault.Name).Where(name => Chosen.Length == 0 || Chosen.Contains(name))];

    [RootTheory]
    [MemberData(nameof(Faults))]
    public async Task Fault_UnderLoad_LosesAndDoublesNothing(string name)
    {
        var fault = Fault.All.Single(one => one.Name == name);
        for (var round = 0; round < Rounds; round++)
            await PlayAsync(fault, round);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } said ? int.Parse(said, CultureInfo.InvariantCulture) : otherwise;

    private async Task PlayAsync(Fault fault, int round)
    {
        var seed = FirstSeed + round;
        var (scene, conversations) = await stage.SetAsync(fault.ClockOffset, Rounds);
        try
        {
            var result = await new FaultRound(fault, scene, stage.Cluster, conversations, seed, atLength: Rounds > 1).PlayAsync(TestContext.Current.CancellationToken) with { Round = round + 1 };
            // As it comes: many rounds take long, and a test's own output comes with its end.
            Console.WriteLine(result.ToJson());
            output.WriteLine(result.ToJson());
            Assert.True(result.Violations.Count == 0, $"{fault.Name}, seed {seed}: {result.Violations.Count} violations, of which the first:\n{string.Join('\n', result.Violations.Take(20))}");
        }
        catch (Exception failure)
        {
            var kept = Path.Combine(Path.GetTempPath(), $"agentgrains-fault-{fault.Name}-{seed}.log");
            await File.WriteAllTextAsync(kept, $"{failure}\n{scene.Service.Output}\n{await UnfinishedRuns.TellAsync(stage.Cluster.Store.ConnectionString)}");
            await stage.LeaveAsync();
            throw new InvalidOperationException($"{fault.Name}, seed {seed}, failed; what the silos wrote and what was left unfinished is in {kept}.", failure);
        }
    }
}
