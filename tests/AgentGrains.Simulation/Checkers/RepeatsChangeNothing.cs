using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>An input that was accepted is accepted again, whatever has happened since, and makes nothing twice.</summary>
internal sealed class RepeatsChangeNothing(World world) : Checker(world)
{
    // Clients repeat the very same input.
    private readonly HashSet<SessionInput> accepted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(SessionKey, RunKey), string> made = [];
    private readonly HashSet<(SessionKey, RunKey?, string)> noted = [];

    public override void Answered(SessionLedger ledger, SessionInput input) => accepted.Add(input);

    public override void Refused(SessionLedger ledger, SessionInput input, AgentGrainsException refusal) =>
        Require(refusal.IsTransient || !accepted.Contains(input), $"{ledger.Key.Session} accepted {input} and refused it when it came again: {refusal.Message}");

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (place, entry) in entries)
        {
            if (entry is InputNoted note)
                Require(noted.Add((ledger.Key, note.Run, note.Id)), $"Position {place.Position}: the input {note.Id} was taken in twice.");
            // A run that was to steer another is that one's message, and no run besides.
            if (Made(entry) is { } run && !made.TryAdd((ledger.Key, run), entry.GetType().Name))
                Fail($"Position {place.Position}: the request for run {run} made a {made[(ledger.Key, run)]} and a {entry.GetType().Name}.");
        }
    }

    private static RunKey? Made(Entry entry) => entry switch
    {
        RunCreated created => created.Run,
        MessageReceived { Id: { } id } when !id.StartsWith(Clients.Client.MessagePrefix, StringComparison.Ordinal) => RunKey.Parse(id),
        _ => null,
    };
}
