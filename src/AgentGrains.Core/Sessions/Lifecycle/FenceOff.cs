namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Takes the next position of an idle session, so that an append that is still on its way from a host that is gone can no longer come.</summary>
internal sealed record FenceOff : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context) => state.Unfinished ? Acceptance.Nothing : Acceptance.Of(new RunTakenOver());
}
