namespace AgentGrains.Harness.Proxies;

/// <summary>Counts for <see cref="StoreCounts"/>. Safe for concurrent use.</summary>
internal sealed class StoreCounter
{
    private readonly Lock gate = new();
    private readonly Dictionary<(StoreOperation Operation, string Resource), StoreTraffic> traffic = [];
    private readonly Dictionary<StoreFault, long> faults = [];
    private readonly Dictionary<string, long> methods = [];
    private long unreachable;

    public StoreCounts Counts
    {
        get
        {
            lock (gate)
                return new StoreCounts([.. traffic.Values], new Dictionary<StoreFault, long>(faults), new Dictionary<string, long>(methods), unreachable);
        }
    }

    public void Reset()
    {
        lock (gate)
        {
            traffic.Clear();
            faults.Clear();
            methods.Clear();
            unreachable = 0;
        }
    }

    public void Asked(StoreRequest request, StoreFault fault)
    {
        lock (gate)
        {
            var before = Of(request);
            traffic[(request.Operation, request.Resource)] = before with
            {
                Requests = before.Requests + 1,
                Entities = before.Entities + request.Entities,
                SentBytes = before.SentBytes + request.Body.Length,
            };
            faults[fault] = faults.GetValueOrDefault(fault) + 1;
            methods[request.Method] = methods.GetValueOrDefault(request.Method) + 1;
        }
    }

    public void Answered(StoreRequest request, int bytes)
    {
        lock (gate)
        {
            var before = Of(request);
            traffic[(request.Operation, request.Resource)] = before with { AnsweredBytes = before.AnsweredBytes + bytes };
        }
    }

    public void FoundUnreachable() => Interlocked.Increment(ref unreachable);

    private StoreTraffic Of(StoreRequest request) =>
        traffic.GetValueOrDefault((request.Operation, request.Resource)) ?? new StoreTraffic(request.Operation, request.Resource, 0, 0, 0, 0);
}
