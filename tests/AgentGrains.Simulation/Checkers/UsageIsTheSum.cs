using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>What a run used is the sum over what its steps report.</summary>
internal sealed class UsageIsTheSum(World world) : Checker(world)
{
    private readonly Dictionary<(SessionKey, RunKey), RunUsage> sums = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (_, entry) in entries)
        {
            if (entry.Run is not { } run)
                continue;
            var sum = sums.GetValueOrDefault((ledger.Key, run), RunUsage.None);
            sums[(ledger.Key, run)] = entry switch
            {
                StepStarted => sum with { Steps = sum.Steps + 1 },
                ToolCallCompleted => sum with { ToolCalls = sum.ToolCalls + 1 },
                ModelCallCompleted done => sum with
                {
                    ModelCalls = sum.ModelCalls + 1,
                    InputTokens = sum.InputTokens + done.InputTokens,
                    OutputTokens = sum.OutputTokens + done.OutputTokens,
                    CachedInputTokens = sum.CachedInputTokens + done.CachedInputTokens,
                    CostMicros = sum.CostMicros + done.CostMicros,
                },
                AttemptEntry { Usage: { } used } => sum with
                {
                    InputTokens = sum.InputTokens + used.InputTokens,
                    OutputTokens = sum.OutputTokens + used.OutputTokens,
                    CachedInputTokens = sum.CachedInputTokens + used.CachedInputTokens,
                    CostMicros = sum.CostMicros + used.CostMicros,
                },
                _ => sum,
            };
        }
        foreach (var view in RunViews.All(ledger.State, ledger.Key.Session))
            Require(view.Usage == sums.GetValueOrDefault((ledger.Key, view.Id.Key), RunUsage.None), $"{view.Id} counts {view.Usage}; its entries give another sum.");
    }
}
