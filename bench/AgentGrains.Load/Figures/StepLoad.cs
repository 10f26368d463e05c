using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Runs of ten steps of 1 KiB, or others, on a server that has executed many of them.</summary>
/// <param name="client">The server's client.</param>
/// <param name="callers">The most callers at once.</param>
/// <param name="request">Another run than one of ten steps of 1 KiB.</param>
/// <param name="answerBytes">Room for an answer.</param>
internal sealed class StepLoad(ServiceClient client, int callers, byte[]? request = null, int answerBytes = RunRequests.AnswerBytes)
{
    private readonly byte[] request = request ?? RunRequests.Script(RunRequests.Assistant, RunRequests.Steps);
    private readonly byte[][] buffers = [.. Enumerable.Range(0, callers).Select(_ => new byte[answerBytes])];

    /// <summary>One run, from the request until the answer says that it has completed.</summary>
    public Task RunAsync(int caller, CancellationToken cancellation) => client.RunAsync(request, RunRequests.Completed, buffers[caller], cancellation);
}
