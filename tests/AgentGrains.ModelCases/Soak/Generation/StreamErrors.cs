namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Errors that come within a stream.</summary>
internal static class StreamErrors
{
    /// <summary>The parts of a stream that report an error.</summary>
    public static string Next(Chance chance, ChunkForm form) => chance.Number(0, 10) switch
    {
        0 => form.Event("{\"choices\":[],\"error\":{\"code\":502,\"message\":\"The provider disconnected\"}}"),
        1 => "event: error\ndata: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
        2 => "event: error\ndata: the worker is gone\n\n",
        3 => form.Event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"error\":{\"code\":\"server_error\",\"message\":\"GPU lost\"}}"),
        4 => form.Event("{\"error\":{\"message\":\"prompt is too long\",\"code\":400}}"),
        5 => form.Event("{\"error\":\"something broke\"}"),
        6 => form.Event("{\"object\":\"error\",\"message\":\"internal\",\"code\":500}"),
        7 => form.Event("{\"error\":{\"code\":429,\"message\":\"slow down, try again in 20ms\"}}"),
        8 => form.Event("[{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"details\":[{\"retryDelay\":\"0.02s\"}]}}]"),
        9 => form.Event("{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"You exceeded your current quota\"}}"),
        _ => form.Event("{\"choices\":[{\"delta\":{\"content\":\"cut"),
    };
}
