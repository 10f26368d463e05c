using System.Security.Cryptography;
using AgentGrains.Core.Errors;
using AgentGrains.Server.Cluster;
using AgentGrains.Server.Lifecycle;
using AgentGrains.Storage.Azure;
using AgentGrains.Storage.Azure.GrainState;
using AgentGrains.Storage.Azure.Reminders;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Server.Storage;

/// <summary>Chooses the stores, and with them whether the silo is one of many.</summary>
internal static class StorageComposition
{
    private const string Section = "AgentGrains:Storage";
    private const string DefaultDataPath = ".agentgrains";

    /// <summary>The bytes of a seed.</summary>
    private const int SeedBytes = 4;

    public static string DataPath(this IConfiguration configuration) => Path.GetFullPath(configuration[$"{Section}:DataPath"] ?? DefaultDataPath);

    /// <summary>Whether the stores are on Azure, where silos share them.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>: there is no such provider.</exception>
    public static bool IsClustered(this IConfiguration configuration) => configuration[$"{Section}:Provider"]?.ToUpperInvariant() switch
    {
        null or "" or "SQLITE" => false,
        "AZURE" => true,
        _ => throw new AgentGrainsException(ErrorCodes.Invalid, $"{Section}:Provider is '{configuration[$"{Section}:Provider"]}'. There are Sqlite and Azure."),
    };

    public static void AddStorage(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (!configuration.IsClustered())
        {
            var path = configuration.DataPath();
            builder.Services.AddSqliteStorage(options => options.DataFolder = path);
            return;
        }
        var seed = BitConverter.ToInt32(RandomNumberGenerator.GetBytes(SeedBytes));
        builder.Services.AddAzureStorage(new Random(seed), options => ServerSettings.Bind(configuration, Section, options));
        builder.Services.AddSingleton<StoresStage>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<StoresStage>());
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<StoresStage>());
    }

    public static ISiloBuilder AddStorage(this ISiloBuilder silo, IConfiguration configuration, ClusterSettings cluster) => configuration.IsClustered()
        ? silo.AddSiloCluster(cluster).AddAzureGrainStorage().UseAzureReminders()
        : silo.AddEmbeddedCluster().AddSqliteGrainStorage().UseSqliteReminders();
}
