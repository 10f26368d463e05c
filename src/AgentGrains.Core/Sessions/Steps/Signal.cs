using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>The built-in tool <c>wait_for_signal</c>.</summary>
internal sealed class WaitForSignalTool() : BuiltinTool(BuiltinTools.WaitForSignal, "Waits until the named signal arrives and returns its content.", """
    {"type":"object","properties":{"name":{"type":"string","description":"The signal's name."},"timeout_ms":{"type":"integer","minimum":1,"description":"How long to wait at most, in milliseconds; without it, for as long as it takes."}},"required":["name"],"additionalProperties":false}
    """)
{
    private const int MaxNameLength = 128;

    internal override ToolStart Start(ToolCallContext call)
    {
        var arguments = CallArguments.Read(call.Call);
        var timeout = arguments?.Integer("timeout_ms", 1, call.MaxWaitMs);
        if (arguments?.Text("name", MaxNameLength) is not { } signal || (timeout is null && arguments.Has("timeout_ms")))
            return ToolStart.Refuse($"'{call.Call.Name}' takes name, a text of 1 to {MaxNameLength} characters, and timeout_ms, a whole number of milliseconds from 1 to {call.MaxWaitMs}.");
        return ToolStart.With(new SignalWaitStarted
        {
            Run = call.Run.Key, Step = call.Run.NextStep, MessagePosition = call.Turn.Position, CallIndex = call.Call.Index, Name = call.Call.Name, CallId = call.Call.Id,
            Signal = signal, WaitUntil = timeout is { } limit ? call.Context.Now.AddMilliseconds(limit) : null,
        });
    }
}

/// <summary>Command: the run waits for a signal of a name.</summary>
public sealed record SignalWaitStarted : ToolStepStarted
{
    /// <summary>The signal's name.</summary>
    [JsonPropertyName("signal")]
    public required string Signal { get; init; }

    /// <summary>When the wait ends by itself; null: never.</summary>
    [JsonPropertyName("until")]
    public DateTimeOffset? WaitUntil { get; init; }

    /// <inheritdoc/>
    public override Step ToStep(DateTimeOffset at) => new SignalStep { Number = Step, Call = Call, StartedAt = at, Until = WaitUntil, Signal = Signal };
}

/// <summary>A wait for a signal.</summary>
public sealed record SignalStep : WaitStep
{
    internal const string KindName = "signal";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <summary>The signal's name.</summary>
    public required string Signal { get; init; }

    internal override StepWait? Wait => new StepWait(WaitRank.Signal, new Waiting(WaitReasons.Input, Signal, Until, Signal));

    internal override Entry? Advance(RunState run, DateTimeOffset now) => run.Signals.FirstOrDefault(signal => signal.Name == Signal) is { } kept
        ? ToolCallCompleted.Of(run, this, kept.Content, isError: false) with { SignalId = kept.Id }
        : base.Advance(run, now);
}

/// <summary>A signal for the active run. Kept until it is waited for or the run ends; the same id comes again without effect.</summary>
/// <param name="Run">The run.</param>
/// <param name="Id">The signal's own id.</param>
/// <param name="Name">What it is waited for by.</param>
/// <param name="Content">What it brings.</param>
public sealed record SendSignal(RunKey Run, string Id, string Name, Content Content) : SessionInput
{
    /// <summary>The most signals a run keeps that it has not waited for.</summary>
    public const int MaxKept = 64;

    internal override TakenInput? Identity => TakenInput.Signal(Run, Id);

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        return state.Active!.Signals.Length >= MaxKept
            ? Acceptance.Reject(ErrorCodes.QueueFull, $"The run keeps {MaxKept} signals already that it has not waited for.")
            : Acceptance.Of(new SignalReceived { Run = Run, Id = Id, Name = Name, Content = Content });
    }
}

/// <summary>Notification: a signal came.</summary>
public sealed record SignalReceived : Entry
{
    /// <summary>The signal's own id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>What it is waited for by.</summary>
    [JsonPropertyName("n")]
    public required string Name { get; init; }

    /// <summary>What it brings.</summary>
    [JsonPropertyName("c")]
    public required Content Content { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active?.Key != Run
        ? state
        : state.Take(TakenInput.Signal(Run!.Value, Id)).WithActive(run => run with { Signals = run.Signals.Add(new KeptSignal(Id, Name, Content)) });
}
