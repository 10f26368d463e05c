using System.Globalization;
using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Models;
using AgentGrains.Models.ChatCompletions;
using AgentGrains.Models.Scripted;
using Microsoft.Extensions.Configuration;

namespace AgentGrains.Models;

/// <summary>Reads the configured models and reports everything that is wrong with them at once.</summary>
internal sealed class ModelConfiguration
{
    public const string Section = "AgentGrains:Models";
    private const long MaxTimeoutMs = 3_600_000;
    private const long MaxTotalTimeoutMs = 86_400_000;
    private const string Example = """{"temperature":0.2}""";

    private static readonly string[] Settings =
    [
        nameof(ModelOptions.Provider), nameof(ModelOptions.Endpoint), nameof(ModelOptions.Model), nameof(ModelOptions.ApiKey),
        nameof(ModelOptions.InputMicrosPerMillionTokens), nameof(ModelOptions.OutputMicrosPerMillionTokens),
        nameof(ModelOptions.CachedInputMicrosPerMillionTokens), nameof(ModelOptions.TimeoutMs), nameof(ModelOptions.TotalTimeoutMs),
        nameof(ModelOptions.StreamOptions), nameof(ModelOptions.MessageOrder), nameof(ModelOptions.ProviderMembers), nameof(ModelOptions.MaxTokensMember),
        nameof(ModelOptions.TakesImages), nameof(ModelOptions.TakesFiles), nameof(ModelOptions.Parameters), nameof(ModelOptions.Script),
    ];

    // The settings of an endpoint: a scripted model has none.
    private static readonly string[] RemoteSettings =
    [
        nameof(ModelOptions.Endpoint), nameof(ModelOptions.Model), nameof(ModelOptions.ApiKey), nameof(ModelOptions.TimeoutMs), nameof(ModelOptions.TotalTimeoutMs),
        nameof(ModelOptions.StreamOptions), nameof(ModelOptions.MessageOrder), nameof(ModelOptions.ProviderMembers), nameof(ModelOptions.MaxTokensMember),
        nameof(ModelOptions.TakesImages), nameof(ModelOptions.TakesFiles), nameof(ModelOptions.Parameters),
    ];

    private readonly List<string> errors = [];
    private readonly SortedDictionary<string, ModelOptions> models = new(StringComparer.Ordinal);

    private ModelConfiguration()
    {
    }

    /// <summary>What is wrong, a sentence for each; empty if nothing is.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>The models by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, ModelOptions> Models => models;

    public static ModelConfiguration Read(IConfiguration configuration)
    {
        var read = new ModelConfiguration();
        foreach (var section in configuration.GetSection(Section).GetChildren())
            read.Add(section);
        return read;
    }

    private void Add(IConfigurationSection section)
    {
        foreach (var setting in section.GetChildren())
        {
            if (!Settings.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                errors.Add($"{setting.Path} is not a setting of a model; there are {string.Join(", ", Settings)}.");
            else if (setting.GetChildren().Any())
                errors.Add($"{setting.Path} has settings below it, which are not read; it is one text{(IsParameters(setting) ? $" of JSON, such as {Example}" : "")}.");
        }
        var options = new ModelOptions
        {
            Provider = section[nameof(ModelOptions.Provider)] ?? "",
            Endpoint = Text(section, nameof(ModelOptions.Endpoint)),
            Model = Text(section, nameof(ModelOptions.Model)),
            ApiKey = Text(section, nameof(ModelOptions.ApiKey)),
            InputMicrosPerMillionTokens = Number(section, nameof(ModelOptions.InputMicrosPerMillionTokens), 0, 0, long.MaxValue) ?? 0,
            OutputMicrosPerMillionTokens = Number(section, nameof(ModelOptions.OutputMicrosPerMillionTokens), 0, 0, long.MaxValue) ?? 0,
            CachedInputMicrosPerMillionTokens = Number(section, nameof(ModelOptions.CachedInputMicrosPerMillionTokens), null, 0, long.MaxValue),
            TimeoutMs = Number(section, nameof(ModelOptions.TimeoutMs), new ModelOptions().TimeoutMs, 1, MaxTimeoutMs) ?? 0,
            TotalTimeoutMs = Number(section, nameof(ModelOptions.TotalTimeoutMs), new ModelOptions().TotalTimeoutMs, 1, MaxTotalTimeoutMs) ?? 0,
            StreamOptions = Choice(section, nameof(ModelOptions.StreamOptions), true),
            MessageOrder = Choice(section, nameof(ModelOptions.MessageOrder), MessageOrders.All, MessageOrders.Any)!,
            ProviderMembers = Choice(section, nameof(ModelOptions.ProviderMembers), ProviderMemberSettings.All, ProviderMemberSettings.Return)!,
            MaxTokensMember = Choice(section, nameof(ModelOptions.MaxTokensMember), [ModelOptions.MaxTokens, ModelOptions.MaxCompletionTokens], null),
            TakesImages = Choice(section, nameof(ModelOptions.TakesImages), true),
            TakesFiles = Choice(section, nameof(ModelOptions.TakesFiles), true),
            Parameters = Parameters(section),
            Script = Text(section, nameof(ModelOptions.Script)),
        };
        if (options.TotalTimeoutMs < options.TimeoutMs)
            errors.Add($"{section.Path}:{nameof(ModelOptions.TotalTimeoutMs)} is less than {nameof(ModelOptions.TimeoutMs)}; the limit of the whole is at least the limit of silence.");
        CheckProvider(section, options);
        models[section.Key] = options;
    }

    private void CheckProvider(IConfigurationSection section, ModelOptions options)
    {
        switch (options.Provider)
        {
            case ModelProviders.OpenAI:
                CheckRemote(section, options);
                if (options.Endpoint is null)
                    Require(section, nameof(ModelOptions.ApiKey), options.ApiKey);
                break;
            case ModelProviders.AzureOpenAI:
                CheckRemote(section, options);
                Require(section, nameof(ModelOptions.Endpoint), options.Endpoint);
                Require(section, nameof(ModelOptions.ApiKey), options.ApiKey);
                break;
            case ModelProviders.Scripted:
                foreach (var setting in RemoteSettings.Where(setting => Text(section, setting) is not null))
                    errors.Add($"{section.Path}:{setting} is not for provider {ModelProviders.Scripted}, which calls no endpoint.");
                if (!Script.TryParse(options.Script ?? Script.Conversation, out _, out var error))
                    errors.Add($"{section.Path}:{nameof(ModelOptions.Script)} is '{options.Script}': {error}");
                break;
            default:
                errors.Add($"{section.Path}:{nameof(ModelOptions.Provider)} is '{options.Provider}'; there are {string.Join(", ", ModelProviders.All)}.");
                break;
        }
    }

    private void CheckRemote(IConfigurationSection section, ModelOptions options)
    {
        Require(section, nameof(ModelOptions.Model), options.Model);
        if (options.Script is not null)
            errors.Add($"{section.Path}:{nameof(ModelOptions.Script)} is only for provider {ModelProviders.Scripted}.");
        // The address itself is not repeated: people put keys into it.
        if (options.Endpoint is { } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
            errors.Add($"{section.Path}:{nameof(ModelOptions.Endpoint)} is not an http or https address.");
    }

    private void Require(IConfigurationSection section, string setting, string? value)
    {
        if (value is null)
            errors.Add($"{section.Path}:{setting} is missing; provider {section[nameof(ModelOptions.Provider)]} needs it.");
    }

    private long? Number(IConfigurationSection section, string setting, long? otherwise, long atLeast, long atMost)
    {
        if (Text(section, setting) is not { } text)
            return otherwise;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= atLeast && value <= atMost)
            return value;
        errors.Add(string.Create(CultureInfo.InvariantCulture, $"{section.Path}:{setting} is '{text}', not a whole number from {atLeast} to {atMost}."));
        return otherwise;
    }

    private bool Choice(IConfigurationSection section, string setting, bool otherwise)
    {
        if (Text(section, setting) is not { } text)
            return otherwise;
        if (bool.TryParse(text, out var value))
            return value;
        errors.Add($"{section.Path}:{setting} is '{text}', not true or false.");
        return otherwise;
    }

    private string? Choice(IConfigurationSection section, string setting, string[] values, string? otherwise)
    {
        if (Text(section, setting) is not { } text)
            return otherwise;
        if (values.Contains(text))
            return text;
        errors.Add($"{section.Path}:{setting} is '{text}'; there are {string.Join(", ", values)}.");
        return otherwise;
    }

    private ModelParameters Parameters(IConfigurationSection section)
    {
        const string Setting = nameof(ModelOptions.Parameters);
        if (Text(section, Setting) is not { } text)
            return ModelParameters.None;
        try
        {
            var parameters = JsonSerializer.Deserialize(text, AgentJson.Default.ModelParameters) ?? ModelParameters.None;
            var wrong = new FieldErrors();
            ModelParametersValidator.Check(parameters, Setting, tools: null, AnswerSchema.FaultOf, wrong);
            foreach (var (path, messages) in wrong.ToDictionary())
                errors.Add($"{section.Path}:{path}: {string.Join(' ', messages)}");
            return parameters;
        }
        catch (JsonException unreadable)
        {
            errors.Add($"{section.Path}:{Setting} is not a JSON object of model parameters, such as {Example}: {unreadable.Message}");
            return ModelParameters.None;
        }
    }

    private static bool IsParameters(IConfigurationSection setting) => setting.Key.Equals(nameof(ModelOptions.Parameters), StringComparison.OrdinalIgnoreCase);

    private static string? Text(IConfigurationSection section, string setting) => section[setting] is { Length: > 0 } text ? text : null;
}
