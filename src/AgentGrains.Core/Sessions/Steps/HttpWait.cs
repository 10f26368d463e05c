using System.Globalization;
using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>The built-in tool <c>http_wait</c>.</summary>
internal sealed class HttpWaitTool() : BuiltinTool(BuiltinTools.HttpWait, "Waits until a URL answers a GET with a status, without using anything between polls.", """
    {"type":"object","properties":{"url":{"type":"string","description":"The http or https URL to poll."},"status":{"type":"integer","minimum":200,"maximum":599,"description":"The status to wait for; 200 without it."},"interval_ms":{"type":"integer","minimum":1000,"description":"The time between two polls, in milliseconds; 10000 without it."},"timeout_ms":{"type":"integer","minimum":1,"description":"How long to wait at most, in milliseconds; an hour without it."}},"required":["url"],"additionalProperties":false}
    """)
{
    private const int MaxUrlLength = 2048;
    private const int MaxPolls = 10_000;
    private const long DefaultStatus = 200;
    private const long MinIntervalMs = 1000;
    private const long DefaultIntervalMs = 10_000;
    private const long DefaultTimeoutMs = 3_600_000;

    internal override ToolStart Start(ToolCallContext call)
    {
        var arguments = CallArguments.Read(call.Call);
        var url = arguments?.Text("url", MaxUrlLength);
        if (url is null || !CanBePolled(url))
            return ToolStart.Refuse($"'{call.Call.Name}' takes url, an http or https URL of at most {MaxUrlLength} characters without credentials.");
        var status = Read(arguments!, "status", DefaultStatus, 200, 599);
        var interval = Read(arguments!, "interval_ms", DefaultIntervalMs, MinIntervalMs, call.MaxWaitMs);
        var timeout = Read(arguments!, "timeout_ms", Math.Min(DefaultTimeoutMs, call.MaxWaitMs), 1, call.MaxWaitMs);
        if (status is null || interval is null || timeout is null)
            return ToolStart.Refuse($"'{call.Call.Name}' takes status from 200 to 599, interval_ms from {MinIntervalMs} and timeout_ms from 1, both to {call.MaxWaitMs}: whole numbers.");
        if (timeout / interval >= MaxPolls - 1)
            return ToolStart.Refuse($"'{call.Call.Name}' polls at most {MaxPolls} times: use an interval_ms of at least {(timeout / (MaxPolls - 1)) + 1} for this timeout_ms.");
        return ToolStart.With(new HttpWaitStarted
        {
            Run = call.Run.Key, Step = call.Run.NextStep, MessagePosition = call.Turn.Position, CallIndex = call.Call.Index, Name = call.Call.Name, CallId = call.Call.Id,
            Url = url, Status = (int)status, IntervalMs = interval.Value, WaitUntil = call.Context.Now.AddMilliseconds(timeout.Value),
        });
    }

    private static bool CanBePolled(string url)
    {
        try
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo.Length: 0, IdnHost.Length: > 0 };
        }
        catch (UriFormatException)
        {
            // A name of which each label is short enough may be too long as a whole.
            return false;
        }
    }

    private static long? Read(CallArguments arguments, string name, long without, long least, long most) =>
        arguments.Has(name) ? arguments.Integer(name, least, most) : without;
}

/// <summary>Command: the run waits until a URL answers with a status. The first poll starts at once.</summary>
public sealed record HttpWaitStarted : ToolStepStarted
{
    /// <summary>The URL to poll with GET.</summary>
    [JsonPropertyName("url")]
    public required string Url { get; init; }

    /// <summary>The status to wait for.</summary>
    [JsonPropertyName("want")]
    public required int Status { get; init; }

    /// <summary>The time between two polls, in milliseconds.</summary>
    [JsonPropertyName("every")]
    public required long IntervalMs { get; init; }

    /// <summary>When the wait ends at the latest.</summary>
    [JsonPropertyName("until")]
    public required DateTimeOffset WaitUntil { get; init; }

    internal override int Form => 2;

    /// <inheritdoc/>
    public override Step ToStep(DateTimeOffset at) =>
        new HttpWaitStep { Number = Step, Call = Call, StartedAt = at, AttemptAt = at, Url = Url, Status = Status, IntervalMs = IntervalMs, Until = WaitUntil };
}

/// <summary>A wait until a URL answers with a status: each poll is an attempt, and between two nothing is in flight.</summary>
public sealed record HttpWaitStep : EffectStep
{
    internal const string KindName = "http_wait";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <summary>The URL to poll with GET.</summary>
    public required string Url { get; init; }

    /// <summary>The status to wait for.</summary>
    public required int Status { get; init; }

    /// <summary>The time between two polls, in milliseconds.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>When the wait ends at the latest.</summary>
    public required DateTimeOffset Until { get; init; }

    // A poll in flight does not interrupt the wait: the run waits from its start to its end.
    internal override StepWait? Wait => base.Wait ?? new StepWait(WaitRank.Timer, new Waiting(WaitReasons.Timer, Url, Until, null));

    internal override Effect ToEffect(RunKey run) => new PollUrl(run, Number, Attempt, Name, Url);

    /// <summary>What follows from an answer, or from none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="answer">What the poll came to, for people.</param>
    /// <param name="status">The status; null if there was no answer.</param>
    /// <param name="context">The time, and the agent.</param>
    internal Entry After(RunState run, string answer, int? status, EngineContext context)
    {
        var now = context.Now;
        if (status == Status)
            return End(run, $"{Url} answered {Status}, at {WireTime.Format(now)}.", isError: false, context);
        if (now >= Until)
            return End(run, $"{Url} did not answer {Status} before {WireTime.Format(Until)}. The last of {Attempt} polls: {answer}", isError: true, context);
        var next = now.AddMilliseconds(IntervalMs);
        return new UrlPolled { Run = run.Key, Step = Number, Attempt = Attempt, Answer = answer, RetryAt = next < Until ? next : Until };
    }

    /// <summary>The end of the wait, with what the model reads.</summary>
    internal Entry End(RunState run, string result, bool isError, EngineContext context) =>
        ToolCallCompleted.Of(run, this, Content.Inline(result), isError) with { EndsRun = context.AgentOf(run).FindTool(Name) is { EndsRun: true } };

    internal override Entry? EndWithoutResult(RunState run, EngineContext context) => context.Now >= Until ? After(run, "it gave no answer.", null, context) : null;
}

/// <summary>Ask a URL for its status.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step within its run.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Url">The URL.</param>
public sealed record PollUrl(RunKey Run, int Step, int Attempt, string Tool, string Url) : Effect(Run, Step, Attempt)
{
    /// <inheritdoc/>
    public override string Kind => HttpWaitStep.KindName;

    /// <inheritdoc/>
    public override string Name => Tool;
}

/// <summary>An executor reports a poll. Counts once, whichever owner asked for it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Status">The status of the answer; null if there was none.</param>
/// <param name="Problem">Why there was none; null if there was one.</param>
public sealed record ReportPoll(RunKey Run, int Step, int Attempt, int? Status, string? Problem) : SessionInput
{
    /// <summary>Whether the URL must not be polled, so that no further poll can bring an answer.</summary>
    /// <value>Default false.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Refused { get; init; }

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not HttpWaitStep { Held: null } step || step.Attempt != Attempt)
            return Acceptance.Nothing;
        if (Refused)
            return Acceptance.Of(step.End(run, $"{step.Url} was not polled. {Problem}", isError: true, context));
        return Acceptance.Of(step.After(run, Problem ?? string.Create(CultureInfo.InvariantCulture, $"it answered {Status}."), Status, context));
    }
}

/// <summary>Notification: the URL was polled and did not answer with the status; it is polled again later.</summary>
public sealed record UrlPolled : AttemptEntry, IAttemptOutcome
{
    /// <summary>What the poll came to.</summary>
    [JsonPropertyName("c")]
    public required string Answer { get; init; }

    /// <summary>When it is polled again.</summary>
    [JsonPropertyName("retry")]
    public required DateTimeOffset RetryAt { get; init; }

    internal override int Form => 2;

    private protected override RunState Apply(RunState run, Step step, DateTimeOffset at) =>
        step is HttpWaitStep wait ? Forgive(run).Replace(wait with { Attempt = Attempt + 1, RetryAt = RetryAt, Failures = 0, Stall = null }) : run;

    /// <summary>A long wait is taken over often. While something else is in flight that may be what brings hosts down, a poll is no progress.</summary>
    private RunState Forgive(RunState run) =>
        run.Quarantined || run.Open.Any(step => step.Number != Step && step is EffectStep { IsInFlight: true }) ? run : run with { Takeovers = 0 };
}
