using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Checkers;

/// <summary>What a session answered is in its journal by then, and an input that comes again makes nothing twice.</summary>
internal sealed class AnsweredIsRecorded(World world) : Checker(world)
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
            CompleteToolCall done => HasEnded(ledger, done.Run) || ledger.All<ToolCallCompleted>().Any(entry => entry.Run == done.Run && entry.Step == done.Step),
            _ => true,
        };
        Require(recorded, $"{ledger.Key.Session} answered {input}, which its journal does not hold.");
    }

    public override void AtEnd(SessionLedger ledger)
    {
        Twice(ledger.All<RunCreated>().Select(entry => entry.Run?.Value), "run");
        Twice(ledger.All<MessageReceived>().Where(entry => entry.Id is not null).Select(entry => $"{entry.Run} {entry.Id}"), "message");
        Twice(ledger.All<SignalReceived>().Select(entry => $"{entry.Run} {entry.Id}"), "signal");
        Require(ledger.All<SessionOpened>().Count() <= 1, "A session was opened twice.");
    }

    private void Twice(IEnumerable<string?> ids, string what)
    {
        var seen = new HashSet<string?>();
        foreach (var id in ids)
            Require(seen.Add(id), $"The {what} {id} was taken in twice.");
    }

    private static bool HasEnded(SessionLedger ledger, Core.Ids.RunKey run) => ledger.Entries.Exists(placed => placed.Entry.Run == run && IsEnd(placed.Entry));

    private static bool IsEnd(Entry entry) => entry is RunEnded;
}
