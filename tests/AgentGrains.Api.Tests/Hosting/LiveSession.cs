using AgentGrains.Contracts;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>One session with everything its readers can see.</summary>
internal sealed class LiveSession
{
    private readonly List<SessionFrame> frames = [];
    private TaskCompletionSource pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SemaphoreSlim Gate { get; } = new(1, 1);

    public SessionState State { get; set; } = SessionState.Empty;

    public void Publish(SessionFrame frame)
    {
        TaskCompletionSource waiting;
        lock (frames)
        {
            frames.Add(frame);
            (waiting, pulse) = (pulse, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult();
    }

    public async ValueTask<SessionFrame> FrameAsync(int index, CancellationToken cancellation)
    {
        while (true)
        {
            Task waiting;
            lock (frames)
            {
                if (index < frames.Count)
                    return frames[index];
                waiting = pulse.Task;
            }
            await waiting.WaitAsync(cancellation);
        }
    }
}
