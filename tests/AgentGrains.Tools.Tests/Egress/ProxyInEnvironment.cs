using System.Runtime.CompilerServices;

namespace AgentGrains.Tools.Tests.Egress;

/// <summary>All tests of this project run with a proxy in their environment that there is not: a call that used it would fail.</summary>
internal static class ProxyInEnvironment
{
    /// <summary>The port of "discard", at which nothing listens.</summary>
    public static readonly Uri Address = new("http://127.0.0.1:9/");

    // Before anything has read the variables: the runtime does so once.
    [ModuleInitializer]
    internal static void Set()
    {
        foreach (var name in new[] { "http_proxy", "https_proxy", "all_proxy" })
            Environment.SetEnvironmentVariable(name, Address.ToString());
        Environment.SetEnvironmentVariable("no_proxy", null);
    }
}
