using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tools;
using AgentGrains.Runtime.Effects;

namespace AgentGrains.Runtime.Tests.Effects;

/// <summary>Whatever goes wrong around a tool is an attempt that failed: a step without a report would wait for ever.</summary>
public sealed class ToolCallExecutorTests
{
    private static readonly SessionKey Session = SessionKey.Parse("acme/ses_00000000000000000000000001");
    private static readonly AgentDefinition Agent = new() { Tools = [new HttpToolDefinition { Name = "book" }] };

    [Fact]
    public async Task AnswerThatCannotBeStored_IsAnAttemptThatMayHaveRun()
    {
        var failed = await CallAsync(new Tool(_ => Task.FromResult<ToolOutcome>(new ToolOutcome.Answered(new string('x', Content.MaxInlineBytes + 1), false))));

        Assert.True(failed.MayHaveRun);
        Assert.Equal("The disk is full.", failed.Error.Message);
    }

    [Fact]
    public async Task RefusalBeforeTheCall_IsAnAttemptThatDidNotRun() =>
        Assert.False((await CallAsync(new Tool(_ => throw new AgentGrainsException(ErrorCodes.Invalid, "No such address.")))).MayHaveRun);

    [Fact]
    public async Task ToolThatCancelsItself_IsAnAttemptThatMayHaveRun() =>
        Assert.True((await CallAsync(new Tool(_ => throw new OperationCanceledException("The tool's own time was up.")))).MayHaveRun);

    private static async Task<FailAttempt> CallAsync(Tool tool)
    {
        var executor = new ToolCallExecutor([tool], new ContentStore(new FullDisk()), new Jitter(new Random(1)));
        var effect = new Effect.CallTool(RunKey.Parse("RVN0000000000001"), 2, 1, "book", 0);
        var context = new EffectContext(Session, "agent", Agent, effect) { Arguments = Content.Inline("{}") };

        return Assert.IsType<FailAttempt>(await executor.ExecuteAsync(context, TestContext.Current.CancellationToken));
    }

    private sealed class Tool(Func<ToolInvocation, Task<ToolOutcome>> execute) : IToolExecutor
    {
        public bool Handles(ToolDefinition tool) => true;

        public Task<ToolOutcome> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellation) => execute(invocation);
    }

    private sealed class FullDisk : IPayloadStore
    {
        public ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            throw new AgentGrainsException(ErrorCodes.StoreUnavailable, "The disk is full.");

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation) => default;

        public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => default;
    }
}
