using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Command: an effect worker is to call a tool.</summary>
public sealed record ToolCallStarted : ToolStepStarted
{
    /// <inheritdoc/>
    public override Step ToStep(DateTimeOffset at) => new ToolCallStep { Number = Step, Call = Call, StartedAt = at, AttemptAt = at };
}

/// <summary>A tool call that an effect worker executes.</summary>
public sealed record ToolCallStep : EffectStep
{
    internal const string KindName = "tool_call";

    /// <inheritdoc/>
    public override string Kind => KindName;

    internal override Effect ToEffect(RunKey run) => new Effect.CallTool(run, Number, Attempt, Name, Call!.Index);

    internal override Recovery RecoveryOf(AgentDefinition agent) => agent.FindTool(Name) is { RunsAgain: false } ? Recovery.AskPerson : Recovery.RunAgain;
}

/// <summary>An effect worker reports a tool's answer. Counts once, whichever attempt or owner asked for it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Content">What goes to the model.</param>
/// <param name="IsError">Whether the tool said that it failed.</param>
public sealed record CompleteToolCall(RunKey Run, int Step, int Attempt, Content Content, bool IsError) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        // Of an attempt before the last too: what it answers is what the tool did.
        if (!state.GivenUp.IsEmpty && state.GivenUp.Any(given => given.Run == Run && given.Step == Step))
            return Acceptance.Of(new LateResult { Run = Run, Step = Step, Attempt = Attempt, Content = Content, IsError = IsError });
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not ToolCallStep step)
            return Acceptance.Nothing;
        return Acceptance.Of(ToolCallCompleted.Of(run, step, Content, IsError) with { Attempt = Attempt, EndsRun = context.AgentOf(run).FindTool(step.Name) is { EndsRun: true } });
    }
}

/// <summary>Notification: a tool call of the model has its result, whatever kind of step it was.</summary>
public sealed record ToolCallCompleted : Entry, IAttemptOutcome
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The attempt that gave the result.</summary>
    [JsonPropertyName("a")]
    public required int Attempt { get; init; }

    /// <summary>Which call of the model's message, from 0.</summary>
    [JsonPropertyName("i")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int CallIndex { get; init; }

    /// <summary>What goes to the model.</summary>
    [JsonPropertyName("c")]
    public required Content Content { get; init; }

    /// <summary>Whether the tool failed.</summary>
    [JsonPropertyName("err")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsError { get; init; }

    /// <summary>Whether the run completes with this turn.</summary>
    [JsonPropertyName("end")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EndsRun { get; init; }

    /// <summary>For waits: the kept signal that ended it.</summary>
    [JsonPropertyName("sig")]
    public string? SignalId { get; init; }

    internal static ToolCallCompleted Of(RunState run, Step step, Content content, bool isError) => new()
    {
        Run = run.Key, Step = step.Number, Attempt = step.Attempt, CallIndex = step.Call!.Index, Content = content, IsError = isError,
    };

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { Turn: { } turn } run)
            return state;
        var unanswered = turn.Unanswered - 1;
        var endsRun = turn.EndsRun || EndsRun;
        var step = run.Find(Step);
        if (step is EffectStep { Held: not null } || (run.Waiting is not null && step is WaitStep))
            run = run.ResumeAfter(Step, Attempt);
        var taken = step is EffectStep { Held: not null } ? state.Take(TakenInput.Skip(run.Key, Step, step.Attempt)) : state;
        return taken with
        {
            ContextBytes = state.ContextBytes + Content.SizeBytes,
            Active = run.Remove(Step) with
            {
                Usage = run.Usage with { ToolCalls = run.Usage.ToolCalls + 1 },
                Turn = unanswered > 0 ? turn with { Unanswered = unanswered, EndsRun = endsRun } : null,
                Answered = unanswered == 0 && endsRun,
                Signals = SignalId is null ? run.Signals : run.Signals.RemoveAll(signal => signal.Id == SignalId),
            },
        };
    }
}
