using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Effects;

namespace AgentGrains.Simulation.Clients;

/// <summary>The user of one session during the chaos: starts runs and interferes with them, and repeats requests without an answer.</summary>
internal sealed class Client(World world, SessionKey session)
{
    /// <summary>How the ids of messages begin that are no runs.</summary>
    public const string MessagePrefix = "msg_";

    private readonly List<RunKey> runs = [];
    private int made;

    /// <summary>Does a number of things, each at some time before the chaos ends.</summary>
    public void Begin(int actions, TimeSpan chaos)
    {
        for (var i = 0; i < actions; i++)
        {
            var first = i == 0;
            world.ClientsAtWork++;
            world.Loop.After(chaos * world.Random.NextDouble() * world.Random.NextDouble(), () => world.Clients.Run(() => Act(first)));
        }
    }

    private void Act(bool first)
    {
        if (first || runs.Count == 0 || world.Random.Next(3) == 0)
        {
            var run = RunKey.Parse(string.Create(CultureInfo.InvariantCulture, $"RVN{made++:0000000000000}"));
            runs.Add(run);
            _ = SendAsync(Create(run));
            return;
        }
        _ = SendAsync(Interfere(runs[^(1 + world.Random.Next(Math.Min(2, runs.Count)))]));
    }

    private CreateRun Create(RunKey run)
    {
        var limits = world.Random.Next(12) switch
        {
            0 => new RunLimits { MaxRunDurationMs = 40_000 },
            1 => new RunLimits { MaxSteps = 3 },
            2 => new RunLimits { MaxTokens = 200 },
            _ => new RunLimits(),
        };
        var agent = world.Random.Next(25) == 0 && made > 1 ? SimulatedAgents.Other : SimulatedAgents.Name;
        var version = agent == SimulatedAgents.Name && world.Random.Next(4) == 0 ? 2 : 1;
        return new CreateRun(run, agent, version, [new UserMessage(Text("asks"))], limits, ImmutableDictionary<string, string>.Empty, (OnConflict)world.Random.Next(4))
        {
            // Now and then it is wrong: the session is there, perhaps with an owner on another host.
            NewSession = made == 1 || world.Random.Next(8) == 0,
        };
    }

    private SessionInput Interfere(RunKey run) => world.Random.Next(14) switch
    {
        0 or 1 => new SendMessage(run, $"{MessagePrefix}{made++}", Text("adds")),
        2 or 3 or 4 => new SendSignal(run, $"sig_{made++}", world.Random.Next(4) == 0 ? "other" : "go", Text("signals")),
        5 => new CancelRun(run),
        6 => new TerminateRun(run),
        7 => new PauseRun(run) { Id = $"ctl_{made++}" },
        8 => new ResumeRun(run) { Id = $"ctl_{made++}" },
        9 => new RetryRun(run) { Id = $"ctl_{made++}" },
        10 or 11 when Held(run) is { } held => world.Random.Next(3) == 0
            ? new SkipStep(run, held.Number, held.Attempt, Text("skips"), false)
            : new RetryStep(run, held.Number, held.Attempt - world.Random.Next(2)),
        _ => new AnswerToolCall(run, OpenCall(run), Text("answers"), world.Random.Next(5) == 0),
    };

    private EffectStep? Held(RunKey run) =>
        world.Ledgers[session].State.Active is { } active && active.Key == run ? active.Open.OfType<EffectStep>().FirstOrDefault(step => step.Held is not null) : null;

    /// <summary>A call that waits for an answer, as a front end reads it from the run.</summary>
    private string OpenCall(RunKey run) =>
        world.Ledgers[session].State.Active is { } active && active.Key == run && active.Waiting?.Ref is { } call ? call : "call_unknown";

    private Content Text(string verb) => Content.Inline($"{session.Session} {verb} {made++}");

    private async Task SendAsync(SessionInput input)
    {
        for (var attempt = 0; attempt < 6; attempt++)
        {
            if ((await world.AskAsync(session, input)).Answered)
                break;
            await world.Loop.DelayAsync(world.Between(100, 3_000));
        }
        world.Read(session);
        while (world.Chance(world.Rates.SendAgain))
        {
            // At once, or when its run may have ended.
            await world.Loop.DelayAsync(world.Between(0, 60_000) * world.Random.Next(2));
            await world.AskAsync(session, input);
        }
        world.ClientsAtWork--;
    }
}
