using AgentGrains.Core.Models;
using AgentGrains.Core.Owners;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Follows the attempts in flight on this host, if traces or metrics are collected.</summary>
internal sealed class Attempts(
    IModelCatalog models, StepInstruments steps, ModelInstruments calls, ContentCapture content, IOptions<TelemetryOptions> options, TimeProvider time)
{
    private const string UnknownProvider = "unknown";

    public StepInstruments Steps => steps;

    public ModelInstruments Calls => calls;

    public ContentCapture Content => content;

    public TimeProvider Time => time;

    public GenAiConventions Conventions => options.Value.Conventions;

    /// <summary>An attempt was started and waits for a slot; null if nothing is collected.</summary>
    public AttemptTelemetry? Begin(EffectRequest request, CancellationToken cancellation) =>
        Spans.Source.HasListeners() || steps.MeasuresQueue || calls.Enabled ? new AttemptTelemetry(this, request, cancellation) : null;

    /// <summary>What is known of a configured model.</summary>
    public ModelDescription Describe(string model) => models.Describe(model) ?? new ModelDescription(UnknownProvider, model, null, null);
}
