using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Effects;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Hosts;
using AgentGrains.Simulation.Mutations;

namespace AgentGrains.Simulation;

/// <summary>One run with model calls, parallel tools, a sleep and a client tool: its every store call and every effect fails once, in every way, and it always ends the same.</summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private const int MostPoints = 500;
    private const int MostEvents = 100_000;

    private static readonly SessionKey Session = SessionKey.Parse("tenant-0/ses_00000000000000000000000001");
    private static readonly RunKey Run = RunKey.Parse("RVN0000000000001");

    [Fact]
    public void Run_OneOfEach_SurvivesEveryPoint()
    {
        var walked = Walk(Mutation.None, out var difference);
        Assert.True(difference is null, difference);
        output.WriteLine($"{walked} points walked.");
        // Eight appends, their wake-ups and the list of runs, and five effects, in five ways each: far fewer would mean that the run did not do its work.
        Assert.True(walked > 100, $"Only {walked} points were walked.");
    }

    [Fact]
    public void Transcript_ThatTellsOfAttempts_IsFound()
    {
        _ = Walk(new AnswersNameTheirAttempt(), out var difference);
        Assert.NotNull(difference);
        output.WriteLine(difference);
    }

    /// <summary>Walks points until one ends otherwise than the run that nothing disturbs.</summary>
    private static int Walk(Mutation mutation, out string? difference)
    {
        var undisturbed = Live(mutation, new NthFate(effect: false, 0, Fate.Execute));
        var walked = 0;
        foreach (var (effect, fate) in from effect in new[] { false, true } from fate in Enum.GetValues<Fate>() where fate != Fate.Execute select (effect, fate))
        {
            for (var at = 1; ; at++)
            {
                Assert.InRange(at, 1, MostPoints);
                var fates = new NthFate(effect, at, fate);
                var transcript = Live(mutation, fates);
                difference = transcript == undisturbed ? null : $"{fate} at {(effect ? "effect" : "store call")} {at} ended as\n{transcript}\ninstead of\n{undisturbed}";
                if (difference is not null)
                    return walked;
                if (fates.Count < at)
                    break;
                walked++;
            }
        }
        difference = null;
        return walked;
    }

    private static string Live(Mutation mutation, NthFate fates)
    {
        var before = SynchronizationContext.Current;
        try
        {
            var world = new World(1, mutation, traced: false, hosts: 2, _ => fates);
            var ledger = new SessionLedger(Session);
            world.Ledgers.Add(Session, ledger);
            world.Cluster.Start();
            new WakeUpShards(world, [Session]).Look();
            Send(world, new CreateRun(
                Run, SimulatedAgents.Name, 1, [new UserMessage(Content.Inline(ScriptedModel.OneOfEach))], new RunLimits(), ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue));
            Until(world, () => ledger.State.Active?.Waiting is { Reason: WaitReasons.ClientTool });
            Send(world, new AnswerToolCall(Run, ledger.State.Active!.Waiting!.Ref!, Content.Inline("filled in"), false));
            Until(world, () => !ledger.State.Ended.IsEmpty);
            var messages = ledger.Conversation.Snapshot().Select(message =>
                $"{message.Role}: {TextOf(message)} {string.Join(' ', message.ToolCalls.Select(call => $"{call.Name}({call.Arguments.Text})"))} {message.Name}");
            return string.Join('\n', messages.Append($"{ledger.State.Ended[^1].Status}"));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>What a message says: by its hash, wherever it is stored, but for the time at which a sleep ended.</summary>
    private static string? TextOf(ConversationMessage message) => message switch
    {
        { Name: "sleep" } => message.Content!.Text!.Split(' ')[0],
        { Content: { Text: { } text } } => PayloadReference.Of(System.Text.Encoding.UTF8.GetBytes(text)).Sha256,
        _ => message.Content?.Reference!.Sha256,
    };

    private static void Send(World world, SessionInput input) => world.Clients.Run(() => _ = SendAsync(world, input));

    private static async Task SendAsync(World world, SessionInput input)
    {
        while (!(await world.AskAsync(Session, input)).Answered)
            await world.Loop.DelayAsync(TimeSpan.FromSeconds(1));
    }

    private static void Until(World world, Func<bool> reached)
    {
        while (!reached())
        {
            Assert.True(world.Loop.Step() && world.Loop.Count < MostEvents, "The world stood still or went round in circles.");
            if (world.Failure is { } failure)
                throw failure;
        }
    }
}
