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

    /// <summary>How long one whole attempt may take, in milliseconds.</summary>
    /// <value>Default 120,000; 1 to 3,600,000.</value>
    public long TimeoutMs { get; init; } = 120_000;

    /// <summary>For <c>scripted</c>: what it plays, such as <c>conversation</c> or <c>steps:10;size:1024</c>.</summary>
    /// <value>Default <c>conversation</c>.</value>
    public string? Script { get; init; }

    // A record prints all its properties, and this one's text ends up in logs sooner or later.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Provider = ").Append(Provider).Append(", Endpoint = ").Append(Endpoint).Append(", Model = ").Append(Model);
        return true;
    }
}
