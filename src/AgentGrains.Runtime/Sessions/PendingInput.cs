using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>An input that waits for its append.</summary>
internal abstract class PendingInput(SessionOwner owner, SessionInput? input)
{
    public SessionOwner Owner { get; } = owner;

    public SessionInput? Input { get; } = input;

    /// <summary>Why the session refused it, where it did.</summary>
    public AgentGrainsException? Rejection { get; set; }

    /// <summary>The input was accepted or refused: notifies its sender.</summary>
    public void Complete() => Answer(Rejection);

    /// <summary>The input was not accepted: notifies its sender.</summary>
    public void Fail(AgentGrainsException failure) => Answer(failure);

    protected abstract void Answer(AgentGrainsException? failure);
}

/// <summary>One whose sender waits. May be failed after it was answered, to no effect.</summary>
internal sealed class AwaitedInput(SessionOwner owner, SessionInput? input) : PendingInput(owner, input)
{
    // Continuations run in the owner's own context, never inside the pump.
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => completion.Task;

    protected override void Answer(AgentGrainsException? failure)
    {
        if (failure is null)
            completion.TrySetResult();
        else
            completion.TrySetException(failure);
    }
}

/// <summary>One whose sender is called when it is answered, once.</summary>
internal sealed class ReportedInput(SessionOwner owner, SessionInput input, Action<AgentGrainsException?> answered) : PendingInput(owner, input)
{
    private Action<AgentGrainsException?>? answered = answered;

    protected override void Answer(AgentGrainsException? failure)
    {
        answered?.Invoke(failure);
        answered = null;
    }
}
