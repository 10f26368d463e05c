using AgentGrains.Core.Models;

namespace AgentGrains.Models;

/// <summary>One model as it is configured under <c>AgentGrains:Models:{name}</c>.</summary>
public sealed record ModelOptions
{
    /// <summary>Who answers: <c>openai</c>, <c>azure-openai</c> or <c>scripted</c>.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The address that speaks chat completions, such as <c>https://api.openai.com/v1</c>; for <c>azure-openai</c> the resource.</summary>
    /// <value>Default OpenAI's own; required for <c>azure-openai</c>.</value>
    public string? Endpoint { get; init; }

    /// <summary>The model as the provider calls it; for <c>azure-openai</c> the deployment.</summary>
    /// <value>Required but for <c>scripted</c>.</value>
    public string? Model { get; init; }

    /// <summary>The provider's key. It goes out with requests and nowhere else.</summary>
    /// <value>Required but for <c>scripted</c> and for <c>openai</c> with an endpoint, where none is sent without it.</value>
    public string? ApiKey { get; init; }

    /// <summary>Price of a million tokens of the prompt, in millionths of the currency.</summary>
    /// <value>Default 0; at least 0.</value>
    public long InputMicrosPerMillionTokens { get; init; }

    /// <summary>Price of a million tokens of the answer, in millionths of the currency.</summary>
    /// <value>Default 0; at least 0.</value>
    public long OutputMicrosPerMillionTokens { get; init; }

    /// <summary>Price of a million tokens of the prompt that came from the provider's cache, in millionths of the currency.</summary>
    /// <value>Default <see cref="InputMicrosPerMillionTokens"/>; at least 0.</value>
    public long? CachedInputMicrosPerMillionTokens { get; init; }

    /// <summary>How long the endpoint may take to send the first byte, and then be silent between two, in milliseconds.</summary>
    /// <value>Default 120,000; 1 to 3,600,000.</value>
    public long TimeoutMs { get; init; } = 120_000;

    /// <summary>How long one whole attempt may take, in milliseconds.</summary>
    /// <value>Default 3,600,000; at least <see cref="TimeoutMs"/>, at most 86,400,000.</value>
    public long TotalTimeoutMs { get; init; } = 3_600_000;

    /// <summary>Whether to ask for the usage with <c>stream_options</c>. Some endpoints reject a request that has them.</summary>
    /// <value>Default true.</value>
    public bool StreamOptions { get; init; } = true;

    /// <summary>Which order of roles the endpoint accepts: <c>any</c>, or <c>strict</c> for templates that reject a user's message after a tool's, or two of a role in a row.</summary>
    /// <value>Default <c>any</c>.</value>
    public string MessageOrder { get; init; } = MessageOrders.Any;

    /// <summary>What becomes of members of an answer that only the provider understands, such as <c>reasoning_content</c>: <c>return</c> sends them back to it, <c>drop</c> does not.</summary>
    /// <value>Default <c>return</c>.</value>
    public string ProviderMembers { get; init; } = ProviderMemberSettings.Return;

    /// <summary>The member that limits the tokens of an answer: <c>max_tokens</c> or <c>max_completion_tokens</c>.</summary>
    /// <value>Default <c>max_completion_tokens</c> for OpenAI's own address and <c>azure-openai</c>, else <c>max_tokens</c>.</value>
    public string? MaxTokensMember { get; init; }

    /// <summary>Whether the model accepts images. If not, it is told that there is one.</summary>
    /// <value>Default true.</value>
    public bool TakesImages { get; init; } = true;

    /// <summary>Whether the model accepts files. If not, it is told that there is one.</summary>
    /// <value>Default true.</value>
    public bool TakesFiles { get; init; } = true;

    /// <summary>Parameters of the model's calls, where the agent sets none; in configuration JSON, such as <c>{"temperature":0.2}</c>.</summary>
    /// <value>Default none.</value>
    public ModelParameters Parameters { get; init; } = ModelParameters.None;

    /// <summary>For <c>scripted</c>: what it plays, such as <c>conversation</c> or <c>steps:10;size:1024</c>.</summary>
    /// <value>Default <c>conversation</c>.</value>
    public string? Script { get; init; }

    internal const string MaxTokens = "max_tokens";

    internal const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>What its tokens cost.</summary>
    internal ModelPrice Price => new(InputMicrosPerMillionTokens, OutputMicrosPerMillionTokens, CachedInputMicrosPerMillionTokens ?? InputMicrosPerMillionTokens);

    // A record prints all its properties, and this one's text ends up in logs sooner or later.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Provider = ").Append(Provider).Append(", Endpoint = ").Append(Endpoint).Append(", Model = ").Append(Model);
        return true;
    }
}
