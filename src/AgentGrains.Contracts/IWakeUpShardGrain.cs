using Orleans.Concurrency;

namespace AgentGrains.Contracts;

/// <summary>Calls the sessions of one shard when their wake-ups are due. Its key is the shard's number, 0 to 63. One Orleans reminder keeps it alive.</summary>
[Alias("AgentGrains.IWakeUpShardGrain")]
public interface IWakeUpShardGrain : IGrainWithIntegerKey
{
    /// <summary>Begins to watch, where it does not yet.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>Looks at once: a host is gone.</summary>
    [OneWay]
    [Alias("Look")]
    Task Look();
}
