namespace AgentGrains.Telemetry.Conventions;

/// <summary>
/// What OpenTelemetry's conventions for generative AI name, as read on 2026-11-24 from semantic-conventions v1.41.0 (docs/gen-ai/gen-ai-spans.md,
/// gen-ai-agent-spans.md, openai.md, gen-ai-metrics.md), the last release there; semantic-conventions-genai v0.1.0, which continues them, keeps every attribute below.
/// </summary>
internal static class ConventionList
{
    /// <summary>Attributes that a span must have, and those it may have, by operation.</summary>
    public static readonly Dictionary<string, (string[] Required, string[] Allowed)> Spans = new()
    {
        ["invoke_agent"] = (
            ["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.agent.name", "gen_ai.agent.version", "gen_ai.conversation.id", "gen_ai.request.model"],
            ["error.type", "gen_ai.agent.description", "gen_ai.response.finish_reasons", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cache_read.input_tokens"]),
        ["chat"] = (
            ["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.conversation.id", "server.address", "server.port"],
            [
                "error.type", "gen_ai.response.model", "gen_ai.response.id", "gen_ai.response.finish_reasons", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
                "gen_ai.usage.cache_read.input_tokens", "gen_ai.output.type", "gen_ai.request.stream", "openai.api.type", "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages",
            ]),
        ["execute_tool"] = (
            ["gen_ai.operation.name", "gen_ai.tool.name", "gen_ai.tool.call.id", "gen_ai.tool.type"],
            ["error.type", "gen_ai.tool.description", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result"]),
    };

    /// <summary>Attributes that the points of a metric must have, and those they may have.</summary>
    public static readonly Dictionary<string, (string Unit, string[] Required, string[] Allowed)> Metrics = new()
    {
        ["gen_ai.client.token.usage"] = (
            "{token}", ["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.token.type", "gen_ai.request.model"], ["gen_ai.response.model", "server.address", "server.port"]),
        ["gen_ai.client.operation.duration"] = (
            "s", ["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model"], ["error.type", "gen_ai.response.model", "server.address", "server.port"]),
    };

    /// <summary>Attributes of the service's own begin with its name.</summary>
    public const string Own = "agentgrains.";
}
