using AgentGrains.Core.Errors;
using Microsoft.Extensions.Options;

namespace AgentGrains.Server;

/// <summary>Reads settings whose mistakes would otherwise come up in the middle of the start, as a stack.</summary>
internal static class ServerSettings
{
    private const string Urls = "urls";
    private const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>Where the limits of the grains are.</summary>
    public const string Grains = "AgentGrains:Grains";

    /// <summary>The addresses to listen at.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: one of them is none.</exception>
    public static string[] Addresses(this IConfiguration configuration)
    {
        var addresses = (configuration[Urls] ?? DefaultUrls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
        {
            try
            {
                BindingAddress.Parse(address);
            }
            catch (FormatException failure)
            {
                throw new AgentGrainsException(
                    ErrorCodes.Invalid, $"ASPNETCORE_URLS has '{address}', which is no address to listen at. One looks like {DefaultUrls}; several are separated by semicolons.", failure);
            }
        }
        return addresses;
    }

    /// <summary>Sets options from a section.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: a value is not of its setting's kind.</exception>
    public static void Bind(this IConfiguration configuration, string section, object options)
    {
        try
        {
            configuration.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException failure)
        {
            throw new AgentGrainsException(ErrorCodes.Invalid, $"{failure.Message} {failure.InnerException?.Message}", failure);
        }
    }

    /// <summary>Checks all options before anything starts, so that a mistake is a sentence and not the end of a start.</summary>
    /// <exception cref="OptionsValidationException">Some are out of range; the message names all of them.</exception>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: a value is not of its setting's kind.</exception>
    public static void ValidateOptions(this IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException failures)
        {
            throw new AgentGrainsException(ErrorCodes.Invalid, string.Join(' ', failures.InnerExceptions.Select(failure => failure.Message)), failures);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is not null)
        {
            throw new AgentGrainsException(ErrorCodes.Invalid, $"{failure.Message} {failure.InnerException.Message}", failure);
        }
    }

    /// <summary>Reads settings of a section and checks them.</summary>
    /// <param name="configuration">What was configured.</param>
    /// <param name="section">The section.</param>
    /// <param name="mistakes">Everything that is wrong with them, in sentences.</param>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: something is; the message names all of it.</exception>
    public static T Read<T>(this IConfiguration configuration, string section, Func<T, IEnumerable<string>> mistakes)
        where T : new()
    {
        var settings = new T();
        configuration.Bind(section, settings);
        return string.Join(' ', mistakes(settings)) is { Length: > 0 } wrong ? throw new AgentGrainsException(ErrorCodes.Invalid, wrong) : settings;
    }
}
