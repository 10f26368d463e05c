using AgentGrains.Core.Effects;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Effects;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Telemetry;

/// <summary>The stage that follows the attempts in flight on this host, if traces or metrics are collected.</summary>
internal sealed class Attempts(
    IModelCatalog models, StepInstruments steps, ModelInstruments calls, ContentCapture content, IOptions<TelemetryOptions> options, TimeProvider time) : IEffectStage
{
    private const string UnknownProvider = "unknown";

    public StepInstruments Steps => steps;

    public ModelInstruments Calls => calls;

    public ContentCapture Content => content;

    public TimeProvider Time => time;

    public GenAiConventions Conventions => options.Value.Conventions;

    public Task<SessionInput> ExecuteAsync(EffectContext context, EffectHandler next, CancellationToken cancellation) =>
        Spans.Source.HasListeners() || steps.MeasuresQueue || calls.Enabled ? FollowAsync(context, next, cancellation) : next(context, cancellation);

    /// <summary>What is known of a configured model.</summary>
    public ModelDescription Describe(string model) => models.Describe(model) ?? new ModelDescription(UnknownProvider, model, null, null);

    private async Task<SessionInput> FollowAsync(EffectContext context, EffectHandler next, CancellationToken cancellation)
    {
        using var attempt = new AttemptTelemetry(this, context, cancellation);
        var report = await next(context with { Observer = attempt }, cancellation);
        attempt.Ended(report);
        return report;
    }
}
