using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Benchmarks;

/// <summary>A session whose model calls one tool a turn, with texts of 1 KiB: what most records of a journal are like.</summary>
internal sealed class ToolTurn
{
    private static readonly string Text = new('x', 1024);
    private static readonly ModelUsage Usage = new(1200, 250, 1000, 42);

    private readonly EngineContext context = new(Session, At, new Dictionary<int, AgentDefinition> { [1] = Agent }, new EngineOptions());

    public ToolTurn() => Take(new CreateRun(
        Run, "bench", 1, [new UserMessage(Content.Inline(Text))], new RunLimits { MaxSteps = 1_000_000 }, ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue));

    public static SessionKey Session { get; } = SessionKey.Parse("bench/ses_00000000000000000000000001");

    /// <summary>All entries so far.</summary>
    public List<PlacedEntry> Entries { get; } = [];

    /// <summary>The state after them: a model call is in flight.</summary>
    public SessionState State { get; private set; } = SessionState.Empty;

    /// <summary>The model's answer to the call in flight, which asks for a tool.</summary>
    public SessionInput ModelResult => new CompleteModelCall(
        Run, State.Active!.Open[0].Number, 1, Content.Inline(Text), [new AssistantToolCall("call_1", "echo", Content.Inline("""{"text":"x"}"""))], Usage, "tool_calls");

    private static RunKey Run { get; } = RunKey.Parse("RVN0000000000001");

    private static DateTimeOffset At { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static AgentDefinition Agent { get; } = new()
    {
        Model = "bench", Instructions = "Do what is asked.", Tools = [new HttpToolDefinition { Name = "echo", Effect = ToolEffect.Read }],
    };

    /// <summary>What the session decides about an input, without taking it in.</summary>
    public Decision Decide(SessionInput input) => SessionEngine.Decide(State, input, context);

    /// <summary>Lives through turns: each is a model call and the tool call that it asks for.</summary>
    public ToolTurn Live(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            Take(ModelResult);
            Take(new CompleteToolCall(Run, State.Active!.Open[0].Number, 1, Content.Inline(Text), false));
        }
        return this;
    }

    private void Take(SessionInput input)
    {
        var decision = Decide(input);
        if (decision.Rejection is { } rejection)
            throw rejection;
        Entries.AddRange(decision.Entries);
        State = decision.State;
    }
}
