using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Runs of ten steps of 1 KiB, on a server that has carried out thousands of them.</summary>
internal sealed class StepLoad(ServiceClient client, int callers)
{
    private static readonly byte[] Request = RunRequests.Script(RunRequests.Assistant, RunRequests.Steps);

    private readonly byte[][] buffers = [.. Enumerable.Range(0, callers).Select(_ => new byte[RunRequests.AnswerBytes])];

    /// <summary>One run, from the request until the answer says that it has completed.</summary>
    public Task RunAsync(int caller, CancellationToken cancellation) => client.RunAsync(Request, RunRequests.Completed, buffers[caller], cancellation);
}
