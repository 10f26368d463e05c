using System.Diagnostics;

namespace AgentGrains.Grains.Telemetry;

/// <summary>
/// The names of OpenTelemetry's conventions for generative AI, as of semantic-conventions 1.41 (April 2026) and, where they were others, as of 1.36:
/// https://github.com/open-telemetry/semantic-conventions/tree/v1.41.0/docs/gen-ai. No other file spells one of them.
/// </summary>
public static class GenAi
{
    /// <summary>The environment variable that says which conventions are followed.</summary>
    public const string OptInVariable = "OTEL_SEMCONV_STABILITY_OPT_IN";

    /// <summary>The environment variable by which other instrumentations turn content on.</summary>
    public const string CaptureContentVariable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    internal const string InvokeAgent = "invoke_agent";
    internal const string Chat = "chat";
    internal const string ExecuteTool = "execute_tool";
    internal const string Function = "function";
    internal const string Input = "input";
    internal const string Output = "output";
    internal const string OtherError = "_OTHER";

    internal const string OperationName = "gen_ai.operation.name";
    internal const string ProviderName = "gen_ai.provider.name";
    internal const string RequestModel = "gen_ai.request.model";
    internal const string ResponseModel = "gen_ai.response.model";
    internal const string FinishReasons = "gen_ai.response.finish_reasons";
    internal const string ConversationId = "gen_ai.conversation.id";
    internal const string AgentName = "gen_ai.agent.name";
    internal const string AgentVersion = "gen_ai.agent.version";
    internal const string InputTokens = "gen_ai.usage.input_tokens";
    internal const string OutputTokens = "gen_ai.usage.output_tokens";
    internal const string CachedInputTokens = "gen_ai.usage.cache_read.input_tokens";
    internal const string ToolName = "gen_ai.tool.name";
    internal const string ToolCallId = "gen_ai.tool.call.id";
    internal const string ToolType = "gen_ai.tool.type";
    internal const string TokenType = "gen_ai.token.type";
    internal const string ErrorType = "error.type";
    internal const string ServerAddress = "server.address";
    internal const string ServerPort = "server.port";

    internal const string SystemInstructions = "gen_ai.system_instructions";
    internal const string InputMessages = "gen_ai.input.messages";
    internal const string OutputMessages = "gen_ai.output.messages";
    internal const string ToolCallArguments = "gen_ai.tool.call.arguments";
    internal const string ToolCallResult = "gen_ai.tool.call.result";

    internal const string TokenUsage = "gen_ai.client.token.usage";
    internal const string OperationDuration = "gen_ai.client.operation.duration";

    // Up to 1.36; called gen_ai.provider.name since 1.37.
    private const string System = "gen_ai.system";

    private const string AzureOpenAI = "azure.ai.openai";
    private const string AzureOpenAISystem = "az.ai.openai";
    private const string Latest = "gen_ai_latest_experimental";
    private const string Dup = "gen_ai/dup";
    private const string Old = "gen_ai/v1.36";

    /// <summary>Reads <see cref="OptInVariable"/>, a list that other conventions share: what it does not say of this one is as if it were not there.</summary>
    public static GenAiConventions Read(string? optIn)
    {
        var chosen = (optIn ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (chosen.Contains(Dup) || (chosen.Contains(Old) && chosen.Contains(Latest)))
            return GenAiConventions.Both;
        return chosen.Contains(Old) ? GenAiConventions.V136 : GenAiConventions.Current;
    }

    /// <summary>Names the provider, under the attribute of each convention that is followed.</summary>
    internal static void AddProvider(this ref TagList tags, GenAiConventions conventions, string provider)
    {
        if (conventions.HasFlag(GenAiConventions.Current))
            tags.Add(ProviderName, provider);
        if (conventions.HasFlag(GenAiConventions.V136))
            tags.Add(System, provider == AzureOpenAI ? AzureOpenAISystem : provider);
    }

    /// <summary>Adds what only the current convention has.</summary>
    internal static void AddCurrent(this ref TagList tags, GenAiConventions conventions, string name, object? value)
    {
        if (conventions.HasFlag(GenAiConventions.Current) && value is not null)
            tags.Add(name, value);
    }
}

/// <summary>Which versions of the conventions are followed.</summary>
[Flags]
public enum GenAiConventions
{
    /// <summary>None; never chosen.</summary>
    None = 0,

    /// <summary>The newest this version knows.</summary>
    Current = 1,

    /// <summary>Those of semantic-conventions 1.36.</summary>
    V136 = 2,

    /// <summary>Both, for the time in which dashboards move.</summary>
    Both = Current | V136,
}
