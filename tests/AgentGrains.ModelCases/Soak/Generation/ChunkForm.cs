namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>What is the same in all chunks of a stream: an endpoint does not change its form within an answer.</summary>
internal sealed class ChunkForm(Chance chance)
{
    private readonly string head = chance.Weighted(
        (50, "\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m-2025\","), (10, ""),
        (10, "\"id\":null,\"object\":null,\"created\":null,\"model\":null,"), (10, "\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\","),
        (10, "\"created\":1700000000.25,\"model\":\"m\",\"provider\":\"P\",\"system_fingerprint\":null,"), (10, "\"id\":7,\"model\":[\"m\"],\"x\":{\"choices\":[{\"delta\":{\"content\":\"no\"}}]},"));

    private readonly string tail = chance.Weighted(
        (50, ""), (15, ",\"usage\":null"), (10, ",\"usage\":{}"), (10, ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}"),
        (5, ",\"error\":null"), (5, ",\"obfuscation\":\"aXq\""), (5, ",\"service_tier\":\"default\",\"error\":{}"));

    private readonly string choiceHead = chance.Weighted((70, "\"index\":0"), (20, ""), (10, "\"index\":0,\"logprobs\":null"));
    private readonly string? noReason = chance.Weighted<string?>((50, "null"), (30, null), (20, "\"\""));
    private readonly string field = chance.Weighted((85, "data: "), (15, "data:"));

    /// <summary>Whether every character outside ASCII is escaped.</summary>
    public bool IsAscii { get; } = chance.Happens(50);

    /// <summary>Whether an event comes in several lines.</summary>
    private readonly bool isMultiline = chance.Happens(5);

    /// <summary>A chunk with a piece of a message.</summary>
    /// <param name="delta">The piece; null if the choice has none.</param>
    /// <param name="reason">The finish reason as JSON; null for what chunks have that are not the last.</param>
    public string Chunk(string? delta, string? reason = null)
    {
        var finish = reason ?? noReason;
        string[] members = [choiceHead, delta is null ? "" : $"\"delta\":{delta}", finish is null ? "" : $"\"finish_reason\":{finish}"];
        var choice = string.Join(',', members.Where(member => member.Length > 0));
        return Of($"\"choices\":[{{{choice}}}]");
    }

    /// <summary>A chunk with other members than a piece of a message.</summary>
    public string Of(string members) => $"{{{head}{members}{(members.Contains("\"usage\"", StringComparison.Ordinal) ? "" : tail)}}}";

    /// <summary>An event with data.</summary>
    public string Event(string data) => $"{field}{(isMultiline && data.StartsWith('{') ? data.Insert(1, "\n") : data).Replace("\n", $"\n{field}", StringComparison.Ordinal)}\n\n";
}
