using System.Collections;
using AgentGrains.Harness.Proxies;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>What a proxy does to one request of those that come, counted from 1, or to some that follow each other: it takes its faults from here, one for each request.</summary>
internal sealed class FaultAt(int request, StoreFault fault, int times = 1) : IReadOnlyList<StoreFault>
{
    private int asked;

    /// <summary>Whether that many requests came.</summary>
    public bool Happened => Volatile.Read(ref asked) >= request;

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public StoreFault this[int index] => Interlocked.Increment(ref asked) is var number && number >= request && number < request + times ? fault : StoreFault.None;

    /// <summary>All that a proxy is told.</summary>
    public StoreFaults Faults(TimeSpan slowBy = default) => new() { Probability = 1, Kinds = this, HoldFor = TimeSpan.Zero, SlowBy = slowBy, RetryAfterSeconds = 0 };

    /// <inheritdoc/>
    public IEnumerator<StoreFault> GetEnumerator() => Enumerable.Repeat(fault, 1).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
