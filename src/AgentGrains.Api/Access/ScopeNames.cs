using AgentGrains.Contracts;

namespace AgentGrains.Api.Access;

/// <summary>The names of scopes in the HTTP API.</summary>
internal static class ScopeNames
{
    private static readonly (Scopes Scope, string Name)[] All =
    [
        (Scopes.Owner, "owner"), (Scopes.Developer, "developer"), (Scopes.Runner, "runner"), (Scopes.Approver, "approver"), (Scopes.Viewer, "viewer"),
    ];

    /// <summary>The name of one scope.</summary>
    public static string Of(Scopes scope)
    {
        foreach (var (known, name) in All)
        {
            if (known == scope)
                return name;
        }
        throw new ArgumentOutOfRangeException(nameof(scope), scope, "Name exactly one scope.");
    }

    /// <summary>The names of all of these scopes, separated by commas; <c>none</c> if there are none.</summary>
    public static string List(Scopes scopes) =>
        scopes == Scopes.None ? "none" : string.Join(", ", All.Where(one => scopes.HasFlag(one.Scope)).Select(one => one.Name));
}
