namespace AgentGrains.Models;

/// <summary>Who can answer, as configuration names them.</summary>
internal static class ModelProviders
{
    public const string OpenAI = "openai";

    public const string AzureOpenAI = "azure-openai";

    public const string Scripted = "scripted";

    public static readonly string[] All = [OpenAI, AzureOpenAI, Scripted];
}

/// <summary>The orders of roles that <see cref="ModelOptions.MessageOrder"/> can name.</summary>
internal static class MessageOrders
{
    public const string Any = "any";

    public const string Strict = "strict";

    public static readonly string[] All = [Any, Strict];
}

/// <summary>What <see cref="ModelOptions.ProviderMembers"/> can say.</summary>
internal static class ProviderMemberSettings
{
    public const string Return = "return";

    public const string Drop = "drop";

    public static readonly string[] All = [Return, Drop];
}
