using AgentGrains.Core.Agents;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Harness.Invariants;
using AgentGrains.Simulation.Effects;

namespace AgentGrains.Simulation.Checkers;

/// <summary>What a session answered is in its journal by then, and an input that comes again makes nothing twice.</summary>
internal sealed class AnsweredIsRecorded(World world) : InvariantChecker(world, () => [new InputsOnce()])
{
    public override void Answered(SessionLedger ledger, SessionInput input)
    {
        var recorded = input switch
        {
            OpenSession => ledger.All<SessionOpened>().Any(),
            CreateRun create => ledger.All<RunCreated>().Any(entry => entry.Run == create.Run) || ledger.All<MessageReceived>().Any(entry => entry.Id == create.Run.Value),
            SendMessage message => ledger.All<MessageReceived>().Any(entry => entry.Id == message.Id),
            SendSignal signal => ledger.All<SignalReceived>().Any(entry => entry.Id == signal.Id),
            AnswerToolCall answer => ledger.All<ToolCallCompleted>().Any(entry => entry.Run == answer.Run && entry.Content == answer.Content),
            CancelRun cancel => ledger.All<RunCancelRequested>().Any(entry => entry.Run == cancel.Run) || HasEnded(ledger, cancel.Run),
            TerminateRun terminate => HasEnded(ledger, terminate.Run),
            PauseRun pause => ledger.All<RunPaused>().Any(entry => entry.Run == pause.Run),
            CompleteModelCall done => HasEnded(ledger, done.Run) || ledger.All<ModelCallCompleted>().Any(entry => entry.Run == done.Run && entry.Step == done.Step),
            CompleteToolCall done => ledger.All<ToolCallCompleted>().Any(entry => entry.Run == done.Run && entry.Step == done.Step)
                || (HasEnded(ledger, done.Run) && (MayRunAgain(ledger, done) || ledger.All<LateResult>().Any(entry => entry.Run == done.Run && entry.Step == done.Step))),
            _ => true,
        };
        Require(recorded, $"{ledger.Key.Session} answered {input}, which its journal does not hold.");
    }

    // What such a tool answered is kept, though its step was given up.
    private static bool MayRunAgain(SessionLedger ledger, CompleteToolCall done) =>
        ledger.All<ToolCallStarted>().Any(entry => entry.Run == done.Run && entry.Step == done.Step && SimulatedAgents.EffectOf(entry.Name) is ToolEffect.Read or ToolEffect.Idempotent);

    private static bool HasEnded(SessionLedger ledger, Core.Ids.RunKey run) => ledger.Entries.Exists(placed => placed.Entry.Run == run && IsEnd(placed.Entry));

    private static bool IsEnd(Entry entry) => entry is RunEnded;
}
