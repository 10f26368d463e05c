using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace AgentGrains.Load.Measuring;

/// <summary>Makes another process collect its garbage, so that its memory is what it holds and not what it has not swept yet.</summary>
internal static class FullCollection
{
    // "GCHeapCollect" of the runtime's own events: listening to it begins with a full collection.
    private const long HeapCollect = 0x800000;

    public static async Task InduceAsync(int process, CancellationToken cancellation)
    {
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, HeapCollect);
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync([provider], requestRundown: false, token: cancellation);
        var drained = session.EventStream.CopyToAsync(Stream.Null, cancellation);
        await session.StopAsync(cancellation);
        await drained;
    }
}
