using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Tools;

namespace AgentGrains.Core.Models;

/// <summary>A configured model. Safe for concurrent use; one call is one attempt, nothing is retried inside.</summary>
public interface IModelClient
{
    /// <summary>Asks the model for the next message.</summary>
    /// <param name="call">What to ask.</param>
    /// <param name="onText">Receives the text as it comes, in order; called on one thread at a time.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    /// <exception cref="ModelException">Anything that went wrong, classified.</exception>
    Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation);
}

/// <summary>One attempt of a model call.</summary>
/// <param name="Step">The step it belongs to.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Instructions">The system prompt; may be empty.</param>
/// <param name="Messages">The conversation so far, oldest first. The list does not change.</param>
/// <param name="Tools">What the model may call.</param>
/// <param name="MaxAnswerBytes">The most bytes an answer may have: text, arguments and provider members together.</param>
public sealed record ModelRequest(
    StepId Step, int Attempt, string Instructions, IReadOnlyList<PromptMessage> Messages, IReadOnlyList<ToolDeclaration> Tools, int MaxAnswerBytes)
{
    /// <summary>The agent's parameters; the configured model's own apply where these say nothing.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.None;

    /// <summary>The agent that calls, with its tenant: calls of one agent may fail for a reason of their own.</summary>
    public string Caller { get; init; } = "";

    /// <summary>What was wrong with the last attempt's answer, for the model to correct; null on most attempts.</summary>
    public string? Correction { get; init; }
}

/// <summary>A tool as the model sees it.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Description">What it does; may be empty.</param>
/// <param name="ParametersSchema">JSON Schema of its arguments, in UTF-8.</param>
public sealed record ToolDeclaration(string Name, string Description, ReadOnlyMemory<byte> ParametersSchema);

/// <summary>A model's whole answer.</summary>
/// <param name="Text">Its text; null where there is none.</param>
/// <param name="ToolCalls">The tools it wants called, in its order; may be empty.</param>
/// <param name="Usage">What the call used.</param>
/// <param name="FinishReason">Why it stopped, as the model said it.</param>
/// <param name="Model">The model that answered, as it calls itself.</param>
public sealed record ModelAnswer(string? Text, IReadOnlyList<ToolRequest> ToolCalls, ModelUsage Usage, string FinishReason, string Model)
{
    /// <summary>Whether the answer is whole.</summary>
    public AnswerEnding Ending { get; init; }

    /// <summary>Members of the message that only its provider understands, such as <c>reasoning_content</c>, as one JSON object; null if there are none.</summary>
    public string? Extra { get; init; }
}

/// <summary>What one model call used.</summary>
/// <param name="InputTokens">Tokens of the prompt, cached ones included.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
/// <param name="CachedInputTokens">Tokens of the prompt that came from the provider's cache.</param>
/// <param name="CostMicros">Price in millionths of the currency.</param>
public sealed record ModelUsage(long InputTokens, long OutputTokens, long CachedInputTokens, long CostMicros)
{
    /// <summary>Whether any of it is an estimate, because the provider did not report it.</summary>
    public bool IsEstimate { get; init; }
}

/// <summary>The models that are configured, by name.</summary>
public interface IModelCatalog
{
    /// <summary>The names, in ordinal order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The model of a name; null where none is configured under it.</summary>
    IModelClient? Find(string name);

    /// <summary>What is said of a model in traces and metrics; null where none is configured under the name, or nothing is known of it.</summary>
    ModelDescription? Describe(string name) => null;

    /// <summary>How many of the models are not called for now, because their provider is throttled or down.</summary>
    int OpenCircuits => 0;

    /// <summary>Why no answer can be validated against a format; null if answers can.</summary>
    string? FaultOf(ResponseFormat format) => null;
}

/// <summary>A configured model as traces and metrics name it.</summary>
/// <param name="Provider">Who answers, by OpenTelemetry's name where it has one: <c>openai</c>, <c>azure.ai.openai</c>.</param>
/// <param name="Model">The model as its provider calls it.</param>
/// <param name="Server">The host that is asked; null where none is.</param>
/// <param name="Port">Its port; null where no host is asked.</param>
public sealed record ModelDescription(string Provider, string Model, string? Server, int? Port)
{
    /// <summary>What its tokens cost.</summary>
    public ModelPrice Price { get; init; } = ModelPrice.Free;
}
