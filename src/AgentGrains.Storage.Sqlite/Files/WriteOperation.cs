namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>One caller's write, waiting for or taking part in a group.</summary>
internal abstract class WriteOperation
{
    /// <summary>About how many bytes it writes, so that a group stays within bounds.</summary>
    public required int SizeBytes { get; init; }

    /// <summary>Does the work inside a transaction and keeps its result. May be called again after a rollback.</summary>
    public abstract void Execute(WriterState state);

    /// <summary>Tells the caller the result: the group is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that it failed.</summary>
    public abstract void Fail(Exception failure);
}

/// <inheritdoc cref="WriteOperation"/>
internal sealed class WriteOperation<T>(Func<WriterState, T> work) : WriteOperation
{
    // The caller continues on another thread: the writer's thread is for writing.
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Task => completion.Task;

    public override void Execute(WriterState state) => result = work(state);

    public override void Complete() => completion.SetResult(result!);

    public override void Fail(Exception failure) => completion.SetException(failure);
}
