namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Reports of tokens after the finish reason.</summary>
internal static class UsageParts
{
    /// <summary>A chunk with a report; null if the endpoint sends none.</summary>
    /// <param name="chance">Chooses.</param>
    /// <param name="form">The form of the chunks.</param>
    /// <param name="reason">The finish reason as JSON, which some endpoints repeat.</param>
    public static string? Next(Chance chance, ChunkForm form, string? reason)
    {
        var usage = chance.One(
            "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}",
            "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens_details\":null}",
            "{}", "null", "[]", "\"none\"", "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}",
            "{\"prompt_tokens\":null,\"completion_tokens\":5,\"total_tokens\":15}", "{\"prompt_tokens\":-1,\"completion_tokens\":1.5,\"total_tokens\":1e40}",
            "{\"input_tokens\":10,\"output_tokens\":5,\"cache_read_input_tokens\":3}", "{\"prompt_tokens\":\"10\",\"completion_tokens\":true}",
            "{\"prompt_tokens\":99999999999999999999,\"completion_tokens\":5,\"prompt_tokens_details\":[1]}");
        return chance.Number(0, 9) switch
        {
            0 or 1 or 2 => null,
            3 => form.Event(form.Of($"\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":{reason ?? "null"}}}],\"usage\":{usage}")),
            4 => form.Event(form.Of($"\"usage\":{usage}")),
            _ => form.Event(form.Of($"\"choices\":[],\"usage\":{usage}")),
        };
    }
}
