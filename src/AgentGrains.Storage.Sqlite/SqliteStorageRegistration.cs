using AgentGrains.Storage.Sqlite.GrainState;
using AgentGrains.Storage.Sqlite.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite;

/// <summary>Adds the SQLite stores to a service. Each method may be called more than once.</summary>
public static class SqliteStorageRegistration
{
    /// <summary>Adds every store port on one data folder. The folder is claimed when the first store is asked for and given free with the container.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configure">Sets the options; <see cref="SqliteStorageOptions.DataFolder"/> has no default.</param>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, Action<SqliteStorageOptions> configure)
    {
        services.AddOptions<SqliteStorageOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>());
        services.TryAddSingleton(provider => SqliteStorage.Open(provider.GetRequiredService<IOptions<SqliteStorageOptions>>().Value));
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Journals);
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Payloads);
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteStorage>().WakeUps);
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Visibility);
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Definitions);
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Idempotency);
        return services;
    }

    /// <summary>Keeps grain state in the same data folder. Needs <see cref="AddSqliteStorage"/>.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The name grains know this storage by; that of Orleans' default storage unless told otherwise.</param>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name = "Default")
    {
        builder.Services.AddGrainStorage(name, (provider, _) => new SqliteGrainStorage(
            StorageOf(provider), provider.GetRequiredService<IGrainStorageSerializer>(), provider.GetRequiredService<IActivatorProvider>()));
        return builder;
    }

    /// <summary>Keeps reminders in the same data folder. Needs <see cref="AddSqliteStorage"/>.</summary>
    public static ISiloBuilder UseSqliteReminders(this ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.TryAddSingleton<IReminderTable>(provider => new SqliteReminderTable(StorageOf(provider)));
        return builder;
    }

    private static SqliteStorage StorageOf(IServiceProvider provider) =>
        provider.GetService<SqliteStorage>() ?? throw new InvalidOperationException($"Call {nameof(AddSqliteStorage)} first: it says where the data folder is.");
}

/// <summary>Reports every mistake in the options at start.</summary>
internal sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options)
    {
        var mistakes = options.Mistakes().ToArray();
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
