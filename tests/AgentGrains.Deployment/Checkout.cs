using System.Reflection;

namespace AgentGrains.Deployment;

/// <summary>The files of the checkout that this project was built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Built("RepositoryRoot");

    public static string Infra { get; } = Path.Combine(Root, "infra");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>What the build wrote into this assembly.</summary>
    public static string Built(string key) =>
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value
        ?? throw new InvalidOperationException($"The build left {key} empty.");
}
