using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>What a run used is the sum of what its steps report.</summary>
public sealed class UsageIsTheSum : JournalInvariant
{
    private readonly Dictionary<RunKey, RunUsage> sums = [];

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        if (placed.Entry.Run is not { } run)
            return;
        var sum = sums.GetValueOrDefault(run, RunUsage.None);
        sums[run] = placed.Entry switch
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

    /// <inheritdoc/>
    public override void Folded(SessionState state)
    {
        // The session's id is not in the fold, and is of no interest here.
        foreach (var view in RunViews.All(state, default))
            Require(view.Usage == sums.GetValueOrDefault(view.Id.Key, RunUsage.None), $"The run {view.Id.Key} counts {view.Usage}; its entries give another sum.");
    }
}
