using System.Security.Cryptography;
using AgentGrains.Server.Storage;

namespace AgentGrains.Server.FirstMinute;

/// <summary>In Development, what is not configured is made up: a key that is kept in the data folder, the scripted model, and tools on the machine itself.</summary>
internal static class DevelopmentDefaults
{
    public const string KeySetting = "AgentGrains:Development:ApiKey";

    private const string NetworksSetting = "AgentGrains:Tools:AllowedNetworks";
    private const string Loopback = "127.0.0.0/8,::1/128";
    private const string ModelSetting = "AgentGrains:Models:default:Provider";
    private const string KeyFile = "development.key";

    public static void Apply(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            return;
        var made = new Dictionary<string, string?>();
        if (string.IsNullOrEmpty(builder.Configuration[KeySetting]))
            made[KeySetting] = ReadOrMakeKey(builder.Configuration.DataPath());
        if (builder.Configuration[ModelSetting] is null)
            made[ModelSetting] = "scripted";
        if (!builder.Configuration.GetSection(NetworksSetting).Exists())
            made[NetworksSetting] = Loopback;
        builder.Configuration.AddInMemoryCollection(made);
    }

    private static string ReadOrMakeKey(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, KeyFile);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
            return kept;
        var key = "ag_dev_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(key);
        return key;
    }
}
