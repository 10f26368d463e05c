using System.Runtime.CompilerServices;
using Xunit.v3;

namespace AgentGrains.Cluster;

/// <summary>A fact that puts silos into networks of their own, or gives them a wrong clock: skipped without root, and left out by <c>--filter-not-trait Needs=root</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute, ITraitAttribute
{
    public RootFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = NeedsRoot.Reason;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => NeedsRoot.Traits;
}

/// <summary>A theory that needs what a <see cref="RootFactAttribute"/> needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public RootTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = NeedsRoot.Reason;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => NeedsRoot.Traits;
}

internal static class NeedsRoot
{
    /// <summary>Why such a test is skipped; null with root.</summary>
    public static string? Reason { get; } = Environment.IsPrivilegedProcess ? null : "Needs root: silos in networks of their own need CAP_SYS_ADMIN and CAP_NET_ADMIN. Run it with sudo.";

    public static IReadOnlyCollection<KeyValuePair<string, string>> Traits { get; } = [KeyValuePair.Create("Needs", "root")];
}
