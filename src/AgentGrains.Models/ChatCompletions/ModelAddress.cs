namespace AgentGrains.Models.ChatCompletions;

/// <summary>Where a configured model is asked.</summary>
internal static class ModelAddress
{
    private const string Public = "https://api.openai.com/v1";

    /// <summary>The address of the endpoint's chat completions.</summary>
    public static Uri Of(ModelOptions options)
    {
        var endpoint = new UriBuilder(options.Endpoint ?? Public);
        // A resource's own address stands for its chat completions without api-version.
        if (options.Provider == ModelProviders.AzureOpenAI && endpoint.Path == "/")
            endpoint.Path = "/openai/v1";
        endpoint.Path = $"{endpoint.Path.TrimEnd('/')}/chat/completions";
        return endpoint.Uri;
    }
}
