namespace AgentGrains.Core.Sessions.Steps;

/// <summary>A notification of what an attempt came to, as its executor reported it.</summary>
public interface IAttemptOutcome
{
    /// <summary>The step within its run.</summary>
    int Step { get; }
}
