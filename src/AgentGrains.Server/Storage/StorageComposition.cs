using AgentGrains.Core.Errors;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Server.Storage;

/// <summary>Chooses the stores.</summary>
internal static class StorageComposition
{
    private const string Section = "AgentGrains:Storage";
    private const string DefaultDataPath = ".agentgrains";

    public static string DataPath(this IConfiguration configuration) => Path.GetFullPath(configuration[$"{Section}:DataPath"] ?? DefaultDataPath);

    public static void AddStorage(this WebApplicationBuilder builder)
    {
        RequireSqlite(builder.Configuration);
        var path = builder.Configuration.DataPath();
        builder.Services.AddSqliteStorage(options => options.DataFolder = path);
    }

    public static ISiloBuilder AddStorage(this ISiloBuilder silo, IConfiguration configuration)
    {
        RequireSqlite(configuration);
        return silo.AddSqliteGrainStorage().UseSqliteReminders();
    }

    private static void RequireSqlite(IConfiguration configuration)
    {
        var provider = configuration[$"{Section}:Provider"] ?? "Sqlite";
        if (!string.Equals(provider, "Sqlite", StringComparison.OrdinalIgnoreCase))
            throw new AgentGrainsException(ErrorCodes.Invalid, $"{Section}:Provider is '{provider}'. This version has Sqlite.");
    }
}
