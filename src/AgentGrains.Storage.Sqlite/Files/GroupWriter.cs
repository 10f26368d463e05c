namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>A file's only writer: a thread that commits all writes that wait in one transaction, so that many share one flush of the disk.</summary>
/// <remarks>
/// Writes happen in the order in which they came. A write has no result before its transaction is durable. One that fails does not
/// spoil the others: the group is rolled back and each is done again on its own, so a write need not undo anything.
/// </remarks>
internal sealed class GroupWriter
{
    /// <summary>The most writes that wait; more are refused.</summary>
    public const int MaxWaiting = 16_384;

    /// <summary>The most writes of a group: enough to share a flush, few enough that the first does not wait long for the last.</summary>
    private const int MaxGroup = 1_024;

    /// <summary>The bytes after which a group takes no more, so that the write-ahead log stays within its bounds.</summary>
    private const int MaxGroupBytes = 8 * 1024 * 1024;

    private readonly string path;
    private readonly WriterState state;
    private readonly object gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WriteOperation> group = [];
    private readonly Queue<WriteOperation> waiting = new();
    private bool stopping;

    public GroupWriter(string path, Connection connection)
    {
        this.path = path;
        state = new WriterState(connection);
        // The stack is small because a process has one such thread for each open tenant.
        new Thread(Work, 512 * 1024) { IsBackground = true, Name = $"writer of {Path.GetFileName(path)}" }.Start();
    }

    /// <summary>Adds a write; the task ends when it is durable or has failed.</summary>
    public Task<T> WriteAsync<T>(Func<WriterState, T> work, int sizeBytes)
    {
        var operation = new WriteOperation<T>(work) { SizeBytes = sizeBytes };
        lock (gate)
        {
            if (stopping)
                throw StoreFailures.Closed(path);
            if (waiting.Count >= MaxWaiting)
                throw StoreFailures.TooManyWrites(path, MaxWaiting);
            waiting.Enqueue(operation);
            if (waiting.Count == 1)
                Monitor.Pulse(gate);
        }
        return operation.Task;
    }

    /// <summary>Takes no more writes; the task ends when those that waited are done and the thread is about to end.</summary>
    public Task StopAsync()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.Pulse(gate);
        }
        return ended.Task;
    }

    private void Work()
    {
        while (TakeGroup())
        {
            Commit(group);
            group.Clear();
        }
        ended.SetResult();
    }

    private bool TakeGroup()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (stopping)
                    return false;
                Monitor.Wait(gate);
            }
            for (var bytes = 0; bytes < MaxGroupBytes && group.Count < MaxGroup && waiting.TryDequeue(out var operation); bytes += operation.SizeBytes)
                group.Add(operation);
            return true;
        }
    }

    private void Commit(List<WriteOperation> operations)
    {
        try
        {
            state.Connection.Sql("BEGIN IMMEDIATE").Run();
            foreach (var operation in operations)
                operation.Execute(state);
        }
        catch (Exception failure)
        {
            var cannotRollBack = RollBack();
            if (operations.Count == 1 || cannotRollBack is not null)
            {
                FailAll(operations, cannotRollBack ?? failure);
                return;
            }
            foreach (var operation in operations)
                Commit([operation]);
            return;
        }
        try
        {
            state.Connection.Sql("COMMIT").Run();
        }
        catch (Exception failure)
        {
            // It is unknown whether the disk has it: each caller reads again before it continues.
            FailAll(operations, RollBack() ?? failure);
            return;
        }
        state.Committed();
        foreach (var operation in operations)
            operation.Complete();
    }

    private Exception? RollBack()
    {
        state.Forget();
        try
        {
            // SQLite itself rolls back on some errors, a full disk among them.
            if (state.Connection.InTransaction)
                state.Connection.Sql("ROLLBACK").Run();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private void FailAll(List<WriteOperation> operations, Exception failure)
    {
        var translated = StoreFailures.Translate(failure, path);
        foreach (var operation in operations)
            operation.Fail(translated);
    }
}
