using System.Text.Json;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>A recording that was played to its end, with all that a client saw of it.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Session">The session.</param>
/// <param name="Runs">The runs, each as its last answer showed it.</param>
/// <param name="Messages">The transcript.</param>
/// <param name="Seen">The events that the reader saw who came and went.</param>
/// <param name="Afresh">The events that a reader sees who begins now.</param>
/// <param name="Connections">How often the reader connected who came and went.</param>
/// <param name="Cuts">How often its stream was cut off.</param>
public sealed record PlayedConversation(
    Trajectory Recording, string Session, IReadOnlyList<JsonElement> Runs, JsonElement Messages,
    IReadOnlyList<SeenEvent> Seen, IReadOnlyList<SeenEvent> Afresh, int Connections, int Cuts);
