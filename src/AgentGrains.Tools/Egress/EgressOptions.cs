using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentGrains.Tools.Egress;

/// <summary>Where tools may call, in the configuration section <c>AgentGrains:Tools</c>.</summary>
internal sealed class EgressOptions : IValidateOptions<EgressOptions>
{
    private const string Section = "AgentGrains:Tools";
    private const string Setting = "AllowedNetworks";

    /// <summary>The networks that tools may call although they are not public.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; private set; } = [];

    /// <summary>Everything that is wrong with the settings, in sentences; empty if nothing is.</summary>
    public IReadOnlyList<string> Errors { get; private set; } = [];

    /// <summary>Reads the settings. The networks are a list, or one text with commas.</summary>
    public void Read(IConfiguration configuration)
    {
        var networks = new List<IPNetwork>();
        var errors = new List<string>();
        foreach (var other in configuration.GetSection(Section).GetChildren().Where(static setting => !setting.Key.Equals(Setting, StringComparison.OrdinalIgnoreCase)))
            errors.Add($"{other.Path} is not a setting of tools; there is {Setting}.");
        var setting = configuration.GetSection($"{Section}:{Setting}");
        foreach (var part in setting.GetChildren().Prepend(setting))
        {
            if (part != setting && part.GetChildren().Any())
                errors.Add($"{part.Path} has settings below it, which are not read; it is one network, such as {AllowedNetwork.Examples}.");
            foreach (var text in (part.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (AllowedNetwork.TryParse(text, out var network, out var error))
                    networks.Add(network);
                else
                    errors.Add($"{part.Path} has '{text}'; {error}");
            }
        }
        (AllowedNetworks, Errors) = (networks, errors);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EgressOptions options) =>
        options.Errors.Count > 0 ? ValidateOptionsResult.Fail(options.Errors) : ValidateOptionsResult.Success;
}
