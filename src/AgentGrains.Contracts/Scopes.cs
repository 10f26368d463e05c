namespace AgentGrains.Contracts;

/// <summary>What a principal may do within its tenant: a closed set.</summary>
/// <remarks>
/// Some scopes include others: <see cref="Owner"/> all of them, <see cref="Developer"/> <see cref="Runner"/>, <see cref="Runner"/> and
/// <see cref="Approver"/> <see cref="Viewer"/>. A <see cref="Principal"/> is expanded when it is made, so each check asks for one scope.
/// The values travel between hosts: they are never given a second meaning.
/// </remarks>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reads agents, sessions, runs and their events.</summary>
    Viewer = 1,

    /// <summary>Starts, steers and stops runs, and opens and deletes sessions.</summary>
    Runner = 2,

    /// <summary>Resolves held steps.</summary>
    Approver = 4,

    /// <summary>Defines agents.</summary>
    Developer = 8,

    /// <summary>Everything within the tenant.</summary>
    Owner = 16,
}
