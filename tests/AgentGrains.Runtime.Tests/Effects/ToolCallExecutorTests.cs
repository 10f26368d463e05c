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
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Runtime.Tests.Effects;

/// <summary>Whatever goes wrong around a tool is an attempt that failed: a step without a report would wait for ever.</summary>
public sealed class ToolCallExecutorTests
{
    private static readonly SessionKey Session = SessionKey.Parse("acme/ses_00000000000000000000000001");
    private static readonly AgentDefinition Agent = new() { Tools = [new HttpToolDefinition { Name = "book" }] };
    private static readonly EffectContext Call = new(Session, "agent", Agent, new Effect.CallTool(RunKey.Parse("RVN0000000000001"), 2, 1, "book", 0)) { Arguments = Content.Inline("{}") };

    [Fact]
    public async Task AnswerThatCannotBeStored_IsWrittenAgain_AndTheCallIsNotRepeated()
    {
        var (calls, time, disk) = (0, new FakeTimeProvider(), new FullDisk { Failures = 3 });
        var execution = Executor(new Tool(_ =>
        {
            calls++;
            return Task.FromResult<ToolOutcome>(new ToolOutcome.Answered(new string('x', Content.MaxInlineBytes + 1), false));
        }), disk, time).ExecuteAsync(Call, TestContext.Current.CancellationToken);
        while (!execution.IsCompleted)
            time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(Assert.IsType<CompleteToolCall>(await execution).Content.Reference);
        Assert.Equal((1, 4), (calls, disk.Writes));
    }

    [Fact]
    public async Task AnswerThatCannotBeStored_OfAStepThatIsNoLongerWanted_IsLeft()
    {
        using var unwanted = new CancellationTokenSource();
        var tool = new Tool(_ => Task.FromResult<ToolOutcome>(new ToolOutcome.Answered(new string('x', Content.MaxInlineBytes + 1), false)));
        var execution = Executor(tool, new FullDisk { Failures = int.MaxValue }, new FakeTimeProvider()).ExecuteAsync(Call, unwanted.Token);
        await unwanted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => execution);
    }

    [Fact]
    public async Task RefusalBeforeTheCall_IsAnAttemptThatDidNotRun() =>
        Assert.False((await CallAsync(new Tool(_ => throw new AgentGrainsException(ErrorCodes.Invalid, "No such address.")))).MayHaveRun);

    [Fact]
    public async Task ToolThatCancelsItself_IsAnAttemptThatMayHaveRun() =>
        Assert.True((await CallAsync(new Tool(_ => throw new OperationCanceledException("The tool's own time was up.")))).MayHaveRun);

    private static async Task<FailAttempt> CallAsync(Tool tool)
    {
        var executor = Executor(tool, new FullDisk(), new FakeTimeProvider());

        return Assert.IsType<FailAttempt>(await executor.ExecuteAsync(Call, TestContext.Current.CancellationToken));
    }

    private static ToolCallExecutor Executor(Tool tool, FullDisk disk, FakeTimeProvider time)
    {
        var contents = new ContentStore(disk);
        return new ToolCallExecutor([tool], contents, new ResultContents(contents, time, NullLogger<ResultContents>.Instance), new Jitter(new Random(1)));
    }

    private sealed class Tool(Func<ToolInvocation, Task<ToolOutcome>> execute) : IToolExecutor
    {
        public bool Handles(ToolDefinition tool) => true;

        public Task<ToolOutcome> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellation) => execute(invocation);
    }

    private sealed class FullDisk : IPayloadStore
    {
        /// <summary>How many writes fail.</summary>
        public int Failures { get; init; }

        public int Writes { get; private set; }

        public ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            return ++Writes > Failures ? new(PayloadReference.Of(content.Span)) : throw new AgentGrainsException(ErrorCodes.StoreUnavailable, "The disk is full.");
        }

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation) => default;

        public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => default;
    }
}
