using AgentGrains.Core.Models;
using AgentGrains.Models.ChatCompletions;

namespace AgentGrains.Models;

/// <summary>What traces and metrics say of a configured model. No more of its address than host and port: people put keys into the rest.</summary>
internal static class ModelDescriptions
{
    // OpenTelemetry's own name of it (registry of gen_ai.provider.name).
    private const string AzureOpenAI = "azure.ai.openai";

    public static ModelDescription Of(string name, ModelOptions options)
    {
        if (options.Provider == ModelProviders.Scripted)
            return new ModelDescription(options.Provider, name, null, null) { Price = options.Price };
        var address = ModelAddress.Of(options);
        return new ModelDescription(options.Provider == ModelProviders.AzureOpenAI ? AzureOpenAI : options.Provider, options.Model ?? name, address.Host, address.Port)
        {
            Price = options.Price,
        };
    }
}
