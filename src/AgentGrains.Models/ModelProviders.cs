namespace AgentGrains.Models;

/// <summary>Who can answer, as configuration names them.</summary>
internal static class ModelProviders
{
    public const string OpenAI = "openai";

    public const string AzureOpenAI = "azure-openai";

    public const string Scripted = "scripted";

    public static readonly string[] All = [OpenAI, AzureOpenAI, Scripted];
}
