using AgentGrains.Core.Stores;

namespace AgentGrains.Runtime.WakeUps;

/// <summary>Is told of looks and calls, for metrics. Changes nothing and never throws. Safe for concurrent use.</summary>
public interface IWakeUpObserver
{
    /// <summary>A shard has looked and found these rows.</summary>
    void Looked(int shard, IReadOnlyList<WakeUp> rows);

    /// <summary>A session is called.</summary>
    void Called(WakeUp row);
}
