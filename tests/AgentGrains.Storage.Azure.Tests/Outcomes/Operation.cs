namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>A write and what there is to see of it.</summary>
/// <param name="Given">What is there before, written by the same process, undisturbed.</param>
/// <param name="Act">The write: whether it succeeded; if not, another writer's is there.</param>
/// <param name="Read">What is stored, as another process reads it.</param>
internal sealed record Operation(Func<AzureStorage, Task> Given, Func<AzureStorage, Task<bool>> Act, Func<AzureStorage, Task<string>> Read)
{
    /// <summary>Whether it may take its own earlier try for another writer's: then the caller reads again, as after an unknown outcome.</summary>
    public bool MayDoubt { get; init; }

    /// <summary>A write that says nothing when it succeeds.</summary>
    public static Operation Of(Func<AzureStorage, Task> given, Func<AzureStorage, ValueTask> act, Func<AzureStorage, Task<string>> read) => new(given, async storage =>
    {
        await act(storage);
        return true;
    }, read);
}
