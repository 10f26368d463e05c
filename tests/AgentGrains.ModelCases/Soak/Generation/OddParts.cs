namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Parts of streams that say nothing: signs of life, chunks of gateways and choices that were not asked for.</summary>
internal static class OddParts
{
    /// <summary>One of them.</summary>
    public static string Next(Chance chance, ChunkForm form) => chance.Number(0, 27) switch
    {
        0 => form.Event("null"),
        1 => "data:\n\n",
        2 => "data: \n\n",
        3 => ": PROCESSING\n\n",
        4 => ":\n",
        5 => "event: ping\ndata: {\"type\":\"ping\"}\n\n",
        6 => form.Event("{}"),
        7 => form.Event("[]"),
        8 => form.Event("ping"),
        9 => "retry: 1000\n\n",
        10 => "id: 5\n" + form.Event(form.Chunk("{\"content\":\"\"}")),
        11 => form.Event(form.Of("\"choices\":[]")),
        12 => form.Event(form.Of("\"choices\":null")),
        13 => form.Event(form.Of("\"x\":1")),
        14 => form.Event(form.Chunk(null)),
        15 => form.Event(form.Chunk("null")),
        16 => form.Event(form.Chunk("{}")),
        17 => form.Event(form.Chunk("{\"role\":\"assistant\",\"content\":\"\"}")),
        18 => form.Event(form.Chunk("{\"role\":\"\",\"content\":null,\"tool_calls\":null,\"function_call\":null}")),
        19 => form.Event(form.Chunk("{\"role\":null,\"tool_calls\":[]}")),
        20 => form.Event(form.Of("\"choices\":[{\"index\":1,\"delta\":{\"content\":\"another choice\"},\"finish_reason\":\"stop\"}]")),
        21 => form.Event(form.Of("\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]")),
        22 => form.Event(form.Of("\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_offsets\":{\"check_offset\":1}}]")),
        23 => form.Event(form.Of("\"choices\":[],\"error\":null")),
        24 => form.Event(form.Chunk("{\"content\":{},\"tool_calls\":{},\"refusal\":7}")),
        25 => form.Event(form.Chunk("{\"tool_calls\":[null,7,[]]}")),
        26 => form.Event(form.Of("\"choices\":\"none\",\"error\":false")),
        _ => form.Event(form.Of("\"choices\":[null]")),
    };
}
