using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Tools;

/// <summary>Executes tool calls of one kind of tool. Safe for concurrent use; one call is one attempt, nothing is retried inside.</summary>
public interface IToolExecutor
{
    /// <summary>Whether this executor executes calls of this tool.</summary>
    bool Handles(ToolDefinition tool);

    /// <summary>Executes one attempt. Throws only if <paramref name="cancellation"/> is cancelled; every other failure is an outcome.</summary>
    Task<ToolOutcome> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellation);
}

/// <summary>One attempt of a tool call.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">The arguments, one JSON object as text.</param>
/// <param name="Tenant">Whose call it is.</param>
/// <param name="Step">The step; its text is the Idempotency-Key of every attempt.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
public sealed record ToolInvocation(ToolDefinition Tool, string Arguments, TenantId Tenant, StepId Step, int Attempt)
{
    /// <summary>The W3C <c>traceparent</c> of the attempt's span, which the tool is to receive.</summary>
    /// <value>Default null: no span is recorded.</value>
    public string? TraceParent { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that created the run, from which one is made where no span is recorded.</summary>
    /// <value>Default null: the run had none.</value>
    public string? RunTraceParent { get; init; }
}

/// <summary>What came of one attempt of a tool call. A closed hierarchy.</summary>
public abstract record ToolOutcome
{
    private ToolOutcome()
    {
    }

    /// <summary>The tool answered.</summary>
    /// <param name="Content">What goes to the model.</param>
    /// <param name="IsError">Whether the tool said that it failed.</param>
    public sealed record Answered(string Content, bool IsError) : ToolOutcome;

    /// <summary>There is no answer.</summary>
    /// <param name="Message">What happened, for people.</param>
    /// <param name="MayHaveRun">Whether the tool may have carried the call out; false only where the request certainly did not reach it.</param>
    /// <param name="RetryAfter">How long the tool asked to be left alone, if it said so.</param>
    public sealed record Unanswered(string Message, bool MayHaveRun, TimeSpan? RetryAfter) : ToolOutcome
    {
        /// <summary>What bounds further attempts.</summary>
        /// <value>Default a number of attempts.</value>
        public RetryClass Retry { get; init; }
    }
}
