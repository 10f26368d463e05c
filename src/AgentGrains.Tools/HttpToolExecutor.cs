using System.Globalization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;
using AgentGrains.Tools.Egress;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Tools;

/// <summary>Calls tools over HTTP: one POST an attempt, under the step's id as Idempotency-Key.</summary>
internal sealed partial class HttpToolExecutor(ISecretSource secrets, ToolConnections connections, TimeProvider time, ILogger<HttpToolExecutor> logger) : IToolExecutor
{
    private const long DefaultTimeoutMs = 30_000;

    private readonly ToolRequestWriter writer = new(secrets);

    public bool Handles(ToolDefinition tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool is HttpToolDefinition;
    }

    public async Task<ToolOutcome> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        cancellation.ThrowIfCancellationRequested();
        var tool = (HttpToolDefinition)invocation.Tool;
        var name = tool.Name;
        using var request = writer.Write(invocation, tool, out var refusal);
        if (request is null)
            return new ToolOutcome.Answered(refusal!, IsError: true);

        var limit = tool.TimeoutMs ?? DefaultTimeoutMs;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(limit), time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var response = await connections.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            return await ReadAsync(name, response, attempt.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            if (AddressRefusedException.In(failure) is { } refused)
                return new ToolOutcome.Answered(refused.Message, IsError: true);
            if (timeout.IsCancellationRequested)
                return new ToolOutcome.Unanswered($"Tool '{name}' did not answer within {limit} ms.", MayHaveRun: true, null);
            LogNoAnswer(name, request.RequestUri!, failure.GetBaseException());
            return new ToolOutcome.Unanswered($"Tool '{name}' gave no answer. {CallFailure.Explain(failure)}", !CallFailure.NeverConnected(failure), null)
            {
                // A tool that breaks the connection may do so for these arguments each time.
                Retry = CallFailure.NeverConnected(failure) ? RetryClass.Unavailable : RetryClass.Attempts,
            };
        }
    }

    private async Task<ToolOutcome> ReadAsync(string name, HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        switch (status)
        {
            case >= 200 and < 300:
                return await ToolResult.ReadAsync(response, isError: false, cancellation);
            case >= 400 and < 500 and not (408 or 425 or 429):
                return await ToolResult.ReadAsync(response, isError: true, cancellation);
            case 429:
                // The tool says that it did not process the request: also what must not run twice may be tried again.
                return new ToolOutcome.Unanswered($"Tool '{name}' answered 429: too many requests.", MayHaveRun: false, RetryAfter(response)) { Retry = RetryClass.Throttled };
            case >= 300 and < 400:
                return Refused(", a redirect, which is not followed");
            case 501 or 505:
                return Refused(", which no retry changes");
            default:
                return new ToolOutcome.Unanswered(Answered(""), MayHaveRun: true, RetryAfter(response))
                {
                    // A gateway without its server; 500 is more likely a defect that these arguments meet each time.
                    Retry = status is 502 or 503 or 504 ? RetryClass.Unavailable : RetryClass.Attempts,
                };
        }

        string Answered(string what) => string.Create(CultureInfo.InvariantCulture, $"Tool '{name}' answered {status}{what}.");

        ToolOutcome.Answered Refused(string why) => new(Answered(why), IsError: true);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - time.GetUtcNow() is { Ticks: > 0 } wait => wait,
        { Date: not null } => TimeSpan.Zero,
        _ => null,
    };

    [LoggerMessage(EventId = LogEvents.NoAnswer, Level = LogLevel.Information, Message = "Tool {Tool} at {Host} gave no answer: {Failure}")]
    private partial void LogNoAnswer(string tool, string host, string failure);

    private void LogNoAnswer(string tool, Uri url, Exception failure)
    {
        // The whole URL may hold secrets.
        if (logger.IsEnabled(LogLevel.Information))
            LogNoAnswer(tool, url.Authority, failure.Message);
    }
}
