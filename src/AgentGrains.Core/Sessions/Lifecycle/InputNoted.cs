using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>An input was taken in, and no other entry says so: it changes nothing when it comes again.</summary>
public sealed record InputNoted : Entry
{
    /// <summary>What it was, and its id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    internal override int Form => 3;

    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Take(new TakenInput(Run!.Value, Id));
}
