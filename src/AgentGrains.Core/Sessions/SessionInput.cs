using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>What can come in to a session. A closed hierarchy; each is answered with entries or a rejection, and does nothing by itself.</summary>
/// <remarks>The inputs of one kind of step are listed in StepKinds.cs.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(OpenSession), "open")]
[JsonDerivedType(typeof(CreateRun), "create_run")]
[JsonDerivedType(typeof(SendMessage), "message")]
[JsonDerivedType(typeof(CancelRun), "cancel")]
[JsonDerivedType(typeof(TerminateRun), "terminate")]
[JsonDerivedType(typeof(PauseRun), "pause")]
[JsonDerivedType(typeof(ResumeRun), "resume")]
[JsonDerivedType(typeof(RetryRun), "retry_run")]
[JsonDerivedType(typeof(RetryStep), "retry_step")]
[JsonDerivedType(typeof(SkipStep), "skip_step")]
[JsonDerivedType(typeof(FailAttempt), "attempt_failed")]
public abstract partial record SessionInput
{
    private protected SessionInput()
    {
    }

    /// <summary>What it is remembered as once it was taken in; null if it has no id, and is harmless to repeat while its run is active.</summary>
    internal virtual TakenInput? Identity => null;

    /// <summary>Whether it was taken in before, so that it changes nothing.</summary>
    internal virtual bool WasTakenIn(SessionState state) => Identity is { } identity && state.Taken.Contains(identity);

    /// <summary>What the journal is to say of it. Not asked of one that was taken in before.</summary>
    internal abstract Acceptance Accept(SessionState state, EngineContext context);

    /// <summary>The active run, if it is this one; else why not.</summary>
    private protected static AgentGrainsException? Refuse(SessionState state, RunKey run)
    {
        if (state.Active?.Key == run)
            return null;
        foreach (var ended in state.Ended)
        {
            if (ended.Id.Key == run)
                return new AgentGrainsException(ErrorCodes.RunEnded, $"The run has ended ({ended.Status.ToString().ToLowerInvariant()}). Start a new run in its session.");
        }
        foreach (var queued in state.Queue)
        {
            if (queued.Key == run)
                return new AgentGrainsException(ErrorCodes.WrongRunState, "The run is queued: it has not started yet. It can be cancelled or terminated.");
        }
        return new AgentGrainsException(ErrorCodes.NotFound, "The session knows no unfinished run of this id.");
    }
}

/// <summary>The answer to an input.</summary>
/// <param name="Entries">What to append; empty where the input changes nothing, because it came before.</param>
/// <param name="Rejection">Why nothing may be appended.</param>
public readonly record struct Acceptance(ImmutableArray<Entry> Entries, AgentGrainsException? Rejection)
{
    /// <summary>Nothing to append: it came before.</summary>
    public static readonly Acceptance Nothing = new([], null);

    internal static Acceptance Of(params ReadOnlySpan<Entry> entries) => new([.. entries], null);

    internal static Acceptance Reject(AgentGrainsException rejection) => new([], rejection);

    internal static Acceptance Reject(ErrorCode code, string detail) => new([], new AgentGrainsException(code, detail));
}
