namespace AgentGrains.Client.Wire;

/// <summary>Writes paths with names and filters in them.</summary>
internal static class Paths
{
    public static string Name(string name) => Uri.EscapeDataString(name);

    public static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null)
                continue;
            path += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }
        return path;
    }
}
