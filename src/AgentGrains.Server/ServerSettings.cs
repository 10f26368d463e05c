using AgentGrains.Core.Errors;
using AgentGrains.Grains.Hosting;

namespace AgentGrains.Server;

/// <summary>Reads settings whose mistakes would otherwise come up in the middle of the start, as a stack.</summary>
internal static class ServerSettings
{
    private const string Urls = "urls";
    private const string DefaultUrls = "http://127.0.0.1:8080";
    private const string GrainsSection = "AgentGrains:Grains";

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

    /// <summary>Sets the limits of the host.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: a value is not of its setting's kind.</exception>
    public static void BindGrains(this IConfiguration configuration, GrainsOptions grains)
    {
        try
        {
            configuration.GetSection(GrainsSection).Bind(grains);
        }
        catch (InvalidOperationException failure)
        {
            throw new AgentGrainsException(ErrorCodes.Invalid, $"{failure.Message} {failure.InnerException?.Message}", failure);
        }
    }
}
