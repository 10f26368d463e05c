using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Owners;

/// <summary>An input that waits for its append.</summary>
internal sealed class PendingInput(SessionOwner owner, SessionInput? input)
{
    // Continuations run in the owner's own context, never inside the pump.
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SessionOwner Owner { get; } = owner;

    public SessionInput? Input { get; } = input;

    public AgentGrainsException? Rejection { get; set; }

    public Task Task => completion.Task;

    public void Complete()
    {
        if (Rejection is null)
            completion.SetResult();
        else
            completion.SetException(Rejection);
    }

    public void Fail(AgentGrainsException failure) => completion.TrySetException(failure);
}
