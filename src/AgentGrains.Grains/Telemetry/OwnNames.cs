namespace AgentGrains.Grains.Telemetry;

/// <summary>The names of what no convention has: spans' attributes and metrics of the service's own, all under one prefix.</summary>
internal static class OwnNames
{
    /// <summary>The source of spans, and the meter.</summary>
    public const string Source = "AgentGrains";

    public const string Tenant = "agentgrains.tenant.id";
    public const string RunId = "agentgrains.run.id";
    public const string RunStatus = "agentgrains.run.status";
    public const string RunSteps = "agentgrains.run.steps";
    public const string RunCostMicros = "agentgrains.run.cost_micros";
    public const string StepId = "agentgrains.step.id";
    public const string StepKind = "agentgrains.step.kind";
    public const string Attempt = "agentgrains.attempt";
    public const string Outcome = "agentgrains.outcome";
    public const string Currency = "agentgrains.currency";
    public const string Budget = "agentgrains.budget";
    public const string LinkKind = "agentgrains.link.kind";

    public const string Runs = "agentgrains.runs";
    public const string RunCost = "agentgrains.run.cost";
    public const string BudgetLeft = "agentgrains.run.budget.left";
    public const string StuckRuns = "agentgrains.runs.stuck";
    public const string Steps = "agentgrains.steps";
    public const string Attempts = "agentgrains.attempts";
    public const string StepDuration = "agentgrains.step.duration";
    public const string QueueDuration = "agentgrains.step.queue.duration";
    public const string WakeUpLag = "agentgrains.wakeup.lag";
    public const string AppendDuration = "agentgrains.journal.append.duration";
    public const string ActiveSessions = "agentgrains.sessions.active";
    public const string Silos = "agentgrains.cluster.silos";
    public const string OpenCircuits = "agentgrains.model.circuits.open";

    public const string Completed = "completed";
    public const string Error = "error";
    public const string Failed = "failed";
    public const string Held = "held";
    public const string Lost = "lost";

    /// <summary>An attempt that the other side did not process, because it is throttled or down.</summary>
    public const string Stalled = "stalled";

    /// <summary>The error of an attempt whose host is gone.</summary>
    public const string HostLost = "host_lost";

    /// <summary>The error of a cancelled attempt.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The error of a tool that answered that it failed.</summary>
    public const string ToolError = "tool_error";

    /// <summary>Link to the attempt before.</summary>
    public const string PreviousAttempt = "previous_attempt";

    /// <summary>Link to where the run was resumed.</summary>
    public const string Resumption = "resumption";

    /// <summary>The name of a run's status.</summary>
    public static string Of(Core.Sessions.RunStatus status) => status switch
    {
        Core.Sessions.RunStatus.Completed => "completed",
        Core.Sessions.RunStatus.Failed => "failed",
        Core.Sessions.RunStatus.Cancelled => "cancelled",
        Core.Sessions.RunStatus.Terminated => "terminated",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No end of a run."),
    };
}
