using AgentGrains.Core.Stores;

namespace AgentGrains.Harness.Stores;

/// <summary>A store of lists. Each time it is asked, it may be another process's.</summary>
public interface IListsUnderTest : IAsyncDisposable
{
    /// <summary>The wake-ups to use for the next operation.</summary>
    IWakeUpStore WakeUps { get; }

    /// <summary>The lists to use for the next operation.</summary>
    IVisibilityStore Visibility { get; }
}
