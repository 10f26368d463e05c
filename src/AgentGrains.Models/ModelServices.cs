using AgentGrains.Core.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Models;

/// <summary>Adds the configured models.</summary>
public static class ModelServices
{
    /// <summary>
    /// Adds <see cref="IModelCatalog"/> with every model under <c>AgentGrains:Models</c>. The host does not start while one of them is wrong, and says all that is.
    /// </summary>
    /// <param name="services">Where to add it; a second time changes nothing.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(service => service.ServiceType == typeof(IModelCatalog)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsValidator>();
        services.AddOptions<ModelsOptions>().Configure(options => options.Read = ModelConfiguration.Read(configuration)).ValidateOnStart();
        services.AddSingleton<IModelCatalog>(provider => new ModelCatalog(
            provider.GetRequiredService<IOptions<ModelsOptions>>().Value.Read!.Models, provider.GetRequiredService<TimeProvider>(),
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("AgentGrains.Models")));
        return services;
    }

    private sealed class ModelsOptions
    {
        public ModelConfiguration? Read { get; set; }
    }

    private sealed class ModelsValidator : IValidateOptions<ModelsOptions>
    {
        public ValidateOptionsResult Validate(string? name, ModelsOptions options) =>
            options.Read is { Errors: { Count: > 0 } errors } ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
