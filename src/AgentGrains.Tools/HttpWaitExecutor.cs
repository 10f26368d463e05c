using System.Net.Http.Headers;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Tools.Egress;

namespace AgentGrains.Tools;

/// <summary>Polls URLs that models chose: one GET an attempt, of which only the status is read. Whatever becomes of it is a report.</summary>
internal sealed class HttpWaitExecutor(ToolConnections connections, TimeProvider time) : IEffectExecutor
{
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(30);
    private static readonly ProductInfoHeaderValue Agent = new("AgentGrains", null);

    public Type EffectType => typeof(PollUrl);

    public EffectSlots Slots => EffectSlots.Tools;

    public async Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var effect = (PollUrl)context.Effect;
        context.Observer.Asked(effect.Url);
        using var timeout = new CancellationTokenSource(PollTimeout, time);
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, effect.Url);
        request.Headers.UserAgent.Add(Agent);
        try
        {
            using var response = await connections.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, poll.Token);
            return Report((int)response.StatusCode, null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            if (AddressRefusedException.In(failure) is { } refused)
                return Report(null, refused.Message) with { Refused = true };
            return Report(null, timeout.IsCancellationRequested ? $"it gave no answer within {PollTimeout.TotalSeconds} s." : "it gave no answer.");
        }

        ReportPoll Report(int? status, string? problem) => new(effect.Run, effect.Step, effect.Attempt, status, problem);
    }
}
