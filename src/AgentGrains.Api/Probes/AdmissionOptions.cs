using Microsoft.Extensions.Options;

namespace AgentGrains.Api.Probes;

/// <summary>How much the HTTP API takes at once.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Where the settings are.</summary>
    public const string Section = "AgentGrains:Api";

    /// <summary>Maximum requests in flight on one host; more get 503 with Retry-After. Requests that only wait are counted separately.</summary>
    /// <value>Default 2,000; at least 1.</value>
    public int MaxRequests { get; set; } = 2_000;

    /// <summary>Requests that wait at once on one host, for events or with <c>Prefer: wait</c>; beyond it 503 with Retry-After.</summary>
    /// <value>Default 20,000; at least 1.</value>
    public int MaxWaiting { get; set; } = 20_000;
}

/// <summary>Reports every mistake in the options at start.</summary>
internal sealed class AdmissionOptionsValidator : IValidateOptions<AdmissionOptions>
{
    public ValidateOptionsResult Validate(string? name, AdmissionOptions options)
    {
        (string Setting, int Value)[] limits = [(nameof(options.MaxRequests), options.MaxRequests), (nameof(options.MaxWaiting), options.MaxWaiting)];
        var mistakes = limits.Where(static limit => limit.Value < 1)
            .Select(static limit => $"{AdmissionOptions.Section}:{limit.Setting} is {limit.Value}; it has to be at least 1.").ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
