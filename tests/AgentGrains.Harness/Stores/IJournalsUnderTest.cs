using AgentGrains.Core.Stores;

namespace AgentGrains.Harness.Stores;

/// <summary>A store of journals that is opened again and again while a sequence of operations runs.</summary>
public interface IJournalsUnderTest : IAsyncDisposable
{
    /// <summary>The store to use for the next operation.</summary>
    IJournalStore Store { get; }

    /// <summary>The process ends in order, and another one opens the same store.</summary>
    ValueTask ReopenAsync();

    /// <summary>The process ends in the middle of whatever it does, and another one opens the same store.</summary>
    ValueTask CrashAsync();
}
