namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>The session was called because of its wake-up.</summary>
/// <param name="Fence">Whether to take the next position, so that an append that is still on its way from a host that is gone can no longer come.</param>
public sealed record LookAfter(bool Fence) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context) => Fence ? Acceptance.Of(new RunTakenOver()) : Acceptance.Nothing;
}
