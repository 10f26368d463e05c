using AgentGrains.Core.Models;
using AgentGrains.Core.Owners;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Follows attempts that are under way on this host, where somebody wants to know.</summary>
internal sealed class Attempts(
    IModelCatalog models, StepInstruments steps, ModelInstruments calls, ContentCapture content, IOptions<TelemetryOptions> options, TimeProvider time)
{
    private const string UnknownProvider = "unknown";

    public StepInstruments Steps => steps;

    public ModelInstruments Calls => calls;

    public ContentCapture Content => content;

    public TimeProvider Time => time;

    public GenAiConventions Conventions => options.Value.Conventions;

    /// <summary>An attempt was begun and waits for a place; null where nobody wants to know.</summary>
    public AttemptTelemetry? Begin(EffectRequest request, CancellationToken cancellation) =>
        Spans.Source.HasListeners() || steps.MeasuresQueue || calls.Enabled ? new AttemptTelemetry(this, request, cancellation) : null;

    /// <summary>What is known of a configured model.</summary>
    public ModelDescription Describe(string model) => models.Describe(model) ?? new ModelDescription(UnknownProvider, model, null, null);
}
