namespace AgentGrains.Grains.Telemetry;

/// <summary>What traces and metrics say.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The most characters of content that one attribute takes; the rest is cut off.</summary>
    public const int MaxContentLength = 16 * 1024;

    /// <summary>The conventions that are followed.</summary>
    /// <value>Default the current ones.</value>
    public GenAiConventions Conventions { get; set; } = GenAiConventions.Current;

    /// <summary>Whether spans hold prompts, answers, arguments and results of tools, redacted.</summary>
    /// <value>Default false.</value>
    public bool CaptureContent { get; set; }

    /// <summary>Texts that no span may hold: keys and secrets of the configuration.</summary>
    /// <value>Default none.</value>
    public IReadOnlyCollection<string> Secrets { get; set; } = [];
}
