using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Storage.Azure;

/// <summary>Adds the Azure stores to a service. Each method may be called more than once.</summary>
public static class AzureStorageRegistration
{
    /// <summary>Adds every store port on one account. Nothing is called until the first store is used.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="random">Numbers for conditional writes, of which no two processes may have the same sequence.</param>
    /// <param name="configure">Sets the options; the account has no default.</param>
    public static IServiceCollection AddAzureStorage(this IServiceCollection services, Random random, Action<AzureStorageOptions> configure)
    {
        services.AddOptions<AzureStorageOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureStorageOptions>, AzureStorageOptionsValidator>());
        services.TryAddSingleton(provider => new AzureStorage(provider.GetRequiredService<IOptions<AzureStorageOptions>>().Value, random));
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().Journals);
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().Payloads);
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().WakeUps);
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().Visibility);
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().Definitions);
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().Idempotency);
        // Orleans' own tables lie in the same account.
        services.TryAddSingleton(static provider => provider.GetRequiredService<AzureStorage>().Tables);
        return services;
    }
}

/// <summary>Reports every mistake in the options at start.</summary>
internal sealed class AzureStorageOptionsValidator : IValidateOptions<AzureStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, AzureStorageOptions options)
    {
        var mistakes = options.Mistakes().ToArray();
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
