using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Runtime.Effects;

namespace AgentGrains.Runtime.Tests.Effects;

/// <summary>An attempt that waits for a slot and is given up is never executed.</summary>
public sealed class SlotStageTests
{
    [Fact]
    public async Task Attempt_GivenUpWhileItWaits_IsNotExecuted_AndReturnsItsSlot()
    {
        var stage = new SlotStage([new Tools()], models: 1, tools: 1);
        var (release, executed) = (new TaskCompletionSource<SessionInput>(), new List<int>());
        var first = stage.ExecuteAsync(Attempt(1), Execute, CancellationToken.None);
        var (unwanted, second) = (new CancellationTokenSource(), Attempt(2));
        var waiting = stage.ExecuteAsync(second, Execute, unwanted.Token);

        Assert.True(second.Start.TryGiveUp());
        release.SetResult(new CompleteToolCall(RunKey.Parse("RVN0000000000001"), 1, 1, Content.Inline("wired"), false));
        await first;
        await unwanted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await stage.ExecuteAsync(Attempt(3), Execute, CancellationToken.None);

        Assert.Equal([1, 3], executed);

        Task<SessionInput> Execute(EffectContext context, CancellationToken cancellation)
        {
            executed.Add(context.Effect.Step);
            return release.Task;
        }
    }

    private static EffectContext Attempt(int step) => new(
        SessionKey.Parse("acme/ses_00000000000000000000000001"), "agent", new AgentDefinition(), new Effect.CallTool(RunKey.Parse("RVN0000000000001"), step, 1, "wire", 0));

    private sealed class Tools : IEffectExecutor
    {
        public Type EffectType => typeof(Effect.CallTool);

        public EffectSlots Slots => EffectSlots.Tools;

        public Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
