using System.Collections.Concurrent;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Tools;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Answers with its arguments and notes under which key it was called with which.</summary>
internal sealed class RecordingEcho : IToolExecutor
{
    private readonly ConcurrentQueue<(string Key, string Arguments)> executions = [];

    /// <summary>Every execution, in order.</summary>
    public IReadOnlyCollection<(string Key, string Arguments)> Executions => executions;

    /// <summary>Held before each answer.</summary>
    public Func<ToolInvocation, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    public bool Handles(ToolDefinition tool) => tool.Name == BuiltinTools.Echo;

    public async Task<ToolOutcome> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        executions.Enqueue((invocation.Step.ToString(), invocation.Arguments));
        await Before(invocation, cancellation);
        return new ToolOutcome.Answered(invocation.Arguments, IsError: false);
    }
}
