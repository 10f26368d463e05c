using System.Collections.Concurrent;
using AgentGrains.Contracts;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>One host of a service, and others that a test names alive.</summary>
internal sealed class TestHosts : IServiceHosts
{
    public string Own { get; init; } = "here";

    /// <summary>The others.</summary>
    public ConcurrentDictionary<string, bool> Others { get; } = new();

    public bool IsAlive(string host) => host == Own || Others.ContainsKey(host);
}
