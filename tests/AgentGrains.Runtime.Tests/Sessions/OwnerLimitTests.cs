using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Runtime.Tests.Sessions;

/// <summary>What one append takes, and how often the fold is saved.</summary>
public sealed class OwnerLimitTests
{
    private static readonly RunKey Run = RunKey.Parse("RVN0000000000001");

    [Fact]
    public async Task Inputs_ThatArriveDuringAnAppend_GoIntoTheNext_64AtMost()
    {
        var (host, session) = await BeginAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Gate = gate.Task;
        host.Appends.Clear();

        var sent = Enumerable.Range(0, 1 + SessionOwner.MaxInputsPerAppend + 1).Select(i => session.SendAsync(Message(i, "more"))).ToList();
        gate.SetResult();
        await Task.WhenAll(sent);

        Assert.Equal([1, 64, 1], host.Appends);
    }

    [Fact]
    public async Task Append_Of3MiB_IsExecuted_AndAnInputThatTakesMoreIsRefused_AndNothingIsWritten()
    {
        var (host, session) = await BeginAsync();
        await session.SendAsync(Message(1, new string('x', 3_145_000)));
        var before = (await session.ReadAsync()).Position;

        var refused = await Assert.ThrowsAsync<AgentGrainsException>(() => session.SendAsync(Message(2, new string('x', 3 * 1024 * 1024))));

        Assert.Equal(ErrorCodes.TooLarge, refused.Code);
        Assert.Equal(SessionPhase.Active, session.Phase);
        Assert.Equal((before, before), ((await session.ReadAsync()).Position, (await host.ReadHeaderAsync(OneHost.Key, CancellationToken.None))!.Position));
    }

    [Fact]
    public async Task Inputs_TooLargeTogether_AreTakenOneByOne()
    {
        var (host, session) = await BeginAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Gate = gate.Task;
        host.Appends.Clear();

        var sent = Enumerable.Range(0, 4).Select(i => session.SendAsync(Message(i, new string('x', 1_500_000)))).ToList();
        gate.SetResult();
        await Task.WhenAll(sent);

        Assert.Equal([1, 1, 1, 1], host.Appends);
    }

    [Fact]
    public async Task Fold_IsSavedEvery256Entries()
    {
        var (host, session) = await BeginAsync();

        for (var i = 0; (await session.ReadAsync()).Position < 600; i++)
            await session.SendAsync(Message(i, "more"));

        Assert.Equal([256, 512], host.Checkpoints);
    }

    [Fact]
    public async Task Inputs_AreRememberedForTheNewest256()
    {
        var (_, session) = await BeginAsync();
        for (var i = 0; i <= SessionState.TakenKept; i++)
            await session.SendAsync(Message(i, "more"));
        var position = (await session.ReadAsync()).Position;

        await session.SendAsync(Message(1, "more"));
        Assert.Equal(position, (await session.ReadAsync()).Position);

        await session.SendAsync(Message(0, "more"));
        Assert.Equal(position + 1, (await session.ReadAsync()).Position);
    }

    private static async Task<(OneHost Host, SessionHost Session)> BeginAsync()
    {
        var host = new OneHost();
        await host.Session.SendAsync(new CreateRun(
            Run, "agent", 1, [new UserMessage(Content.Inline("Hi"))], new RunLimits(), ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue));
        return (host, host.Session);
    }

    private static SendMessage Message(int number, string text) => new(Run, string.Create(CultureInfo.InvariantCulture, $"msg_{number}"), Content.Inline(text));
}
