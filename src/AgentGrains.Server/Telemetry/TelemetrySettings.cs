using System.Globalization;
using AgentGrains.Core.Errors;
using AgentGrains.Grains.Telemetry;

namespace AgentGrains.Server.Telemetry;

/// <summary>Where telemetry goes and what it says: the standard variables of OpenTelemetry and Azure Monitor, and <c>AgentGrains:Telemetry</c>.</summary>
internal sealed record TelemetrySettings
{
    public const string Section = "AgentGrains:Telemetry";
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    public const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    public const string LogsEndpoint = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT";
    public const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    public const string ConnectionStringVariable = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private const string InstrumentationKey = "InstrumentationKey=";
    private const string SecretsSection = "AgentGrains:Secrets";
    private const string ModelsSection = "AgentGrains:Models";

    /// <summary>Whether traces, metrics, logs go to an OTLP endpoint.</summary>
    public required (bool Traces, bool Metrics, bool Logs) Otlp { get; init; }

    /// <summary>The Application Insights resource; null where there is none.</summary>
    public required string? ConnectionString { get; init; }

    /// <summary>The client id of the user-assigned identity that signs in to Application Insights; null where the connection string is enough.</summary>
    public required string? ManagedIdentityClientId { get; init; }

    /// <summary>Whether spans hold prompts, answers, arguments and results of tools.</summary>
    public required bool CaptureContent { get; init; }

    /// <summary>The share of traces that is recorded, of those that no caller has decided about: 0 to 1.</summary>
    public required double SampledShare { get; init; }

    /// <summary>The conventions that are followed.</summary>
    public required GenAiConventions Conventions { get; init; }

    /// <summary>Every key and secret of the configuration, so that none gets into captured content.</summary>
    public required IReadOnlyCollection<string> Secrets { get; init; }

    /// <summary>Whether anything goes anywhere.</summary>
    public bool Any => ConnectionString is not null || Otlp is not (false, false, false);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: one of them is not of its kind; the message says which, and what would be right.</exception>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        var all = Address(configuration, Endpoint);
        CheckProtocol(configuration);
        return new TelemetrySettings
        {
            // None of them is left out where another one is set: each has to be right.
            Otlp = (Address(configuration, TracesEndpoint) | all, Address(configuration, MetricsEndpoint) | all, Address(configuration, LogsEndpoint) | all),
            ConnectionString = ConnectionStringOf(configuration),
            ManagedIdentityClientId = Text(configuration, $"{Section}:ManagedIdentityClientId"),
            CaptureContent = CapturesContent(configuration),
            SampledShare = Share(configuration, $"{Section}:SampledShare"),
            Conventions = GenAi.Read(configuration[GenAi.OptInVariable]),
            Secrets = [.. SecretsOf(configuration)],
        };
    }

    private static bool Address(IConfiguration configuration, string setting)
    {
        if (Text(configuration, setting) is not { } text)
            return false;
        // The address itself is not repeated: people put keys into it.
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? true
            : throw new AgentGrainsException(ErrorCodes.Invalid, $"{setting} is no http or https address. One looks like http://localhost:4317.");
    }

    private static void CheckProtocol(IConfiguration configuration)
    {
        if (Text(configuration, Protocol) is { } protocol and not ("grpc" or "http/protobuf"))
            throw new AgentGrainsException(ErrorCodes.Invalid, $"{Protocol} is '{protocol}'. There are grpc, the default, and http/protobuf.");
    }

    private static string? ConnectionStringOf(IConfiguration configuration) => Text(configuration, ConnectionStringVariable) switch
    {
        null => null,
        { } text when text.Contains(InstrumentationKey, StringComparison.OrdinalIgnoreCase) => text,
        _ => throw new AgentGrainsException(
            ErrorCodes.Invalid, $"{ConnectionStringVariable} has no {InstrumentationKey}…; it is on the overview page of the Application Insights resource, as its connection string."),
    };

    private static bool CapturesContent(IConfiguration configuration)
    {
        const string Setting = $"{Section}:CaptureContent";
        if (Text(configuration, Setting) is { } text)
            return bool.TryParse(text, out var asked) ? asked : throw new AgentGrainsException(ErrorCodes.Invalid, $"{Setting} is '{text}'. It is true or false, the default.");
        // Other instrumentations know more values of theirs; what is not simply true is no.
        return bool.TryParse(configuration[GenAi.CaptureContentVariable], out var everywhere) && everywhere;
    }

    private static double Share(IConfiguration configuration, string setting)
    {
        if (Text(configuration, setting) is not { } text)
            return 1;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? share
            : throw new AgentGrainsException(ErrorCodes.Invalid, $"{setting} is '{text}', not a number from 0 to 1, the default.");
    }

    private static IEnumerable<string> SecretsOf(IConfiguration configuration) =>
        configuration.GetSection(SecretsSection).AsEnumerable().Select(secret => secret.Value)
            .Concat(configuration.GetSection(ModelsSection).GetChildren().Select(model => model["ApiKey"]))
            .Append(configuration[FirstMinute.DevelopmentDefaults.KeySetting])
            .Append(configuration["AgentGrains:Storage:ConnectionString"])
            .Append(configuration[ConnectionStringVariable])
            .OfType<string>();

    private static string? Text(IConfiguration configuration, string setting) => configuration[setting] is { Length: > 0 } text ? text : null;
}
