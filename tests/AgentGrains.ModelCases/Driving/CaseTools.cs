using System.Collections.Concurrent;
using System.Text.Json;

namespace AgentGrains.ModelCases.Driving;

/// <summary>The HTTP tools of one case: what was executed, and what they answer. Safe for concurrent use.</summary>
internal sealed class CaseTools
{
    private readonly ConcurrentQueue<ExecutedCall> calls = new();
    private readonly TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The executed calls in the order they came.</summary>
    public IReadOnlyList<ExecutedCall> Calls => [.. calls];

    /// <summary>Whether the tools answer an empty body.</summary>
    public bool AnswersNothing { get; init; }

    /// <summary>Whether the tools answer only after <see cref="Release"/>.</summary>
    public bool Held { get; init; }

    /// <summary>Records a call and returns its result, which repeats the tool and the arguments.</summary>
    public async Task<string> AnswerAsync(ExecutedCall call, CancellationToken cancellation)
    {
        calls.Enqueue(call);
        called.TrySetResult();
        if (Held)
            await released.Task.WaitAsync(cancellation);
        return AnswersNothing ? "" : JsonSerializer.Serialize(new { tool = call.Tool, arguments = call.Arguments, key = call.IdempotencyKey });
    }

    /// <summary>Waits for the first call.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public async Task CalledAsync(TimeSpan limit)
    {
        try
        {
            await called.Task.WaitAsync(limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Expected a tool call within {limit}.", late);
        }
    }

    /// <summary>Answers the held calls, and all later ones.</summary>
    public void Release() => released.TrySetResult();
}
