using AgentGrains.Load.Service;

namespace AgentGrains.Load.Doubles;

/// <summary>Starts servers with agents whose model and tool are the doubles.</summary>
internal static class AgentServer
{
    /// <summary>The agent that calls a tool five times before it answers.</summary>
    public const string Loop = "loop";

    /// <summary>The agent that gives one long answer.</summary>
    public const string Long = "long";

    /// <summary>Starts a server and defines the agents.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="program">The server's program.</param>
    /// <param name="doubles">What the agents call.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task<ServerProcess> StartAsync(Bench bench, string program, DoubleProcess doubles, CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string>();
        foreach (var (model, path) in new[] { (Loop, DoubleServer.LoopPath), (Long, DoubleServer.LongPath) })
        {
            settings[$"AgentGrains__Models__{model}__Provider"] = "openai";
            settings[$"AgentGrains__Models__{model}__Endpoint"] = new Uri(doubles.Address, path).ToString();
            settings[$"AgentGrains__Models__{model}__Model"] = "m";
        }
        var server = await bench.StartServerAsync(program, settings, cancellation);
        try
        {
            var tool = $$$"""
                {"type":"http","name":"{{{DoubleServer.Tool}}}","description":"Looks a question up.","url":"{{{new Uri(doubles.Address, DoubleServer.ToolPath)}}}","effect":"read",
                "parameters":{"type":"object","properties":{"query":{"type":"string"},"language":{"type":"string"},"limit":{"type":"integer"}},"required":["query"]}}
                """;
            await server.Client.PutAgentAsync(Loop, $$"""{"model":"{{Loop}}","instructions":"Look each question up before you answer.","tools":[{{tool}}]}""", cancellation);
            await server.Client.PutAgentAsync(Long, $$"""{"model":"{{Long}}"}""", cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
