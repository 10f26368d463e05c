using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentGrains.Core.Models;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Telemetry;

/// <summary>The conventions' metrics of model calls.</summary>
internal sealed class ModelInstruments
{
    private readonly GenAiConventions conventions;
    private readonly Histogram<long> tokens;
    private readonly Histogram<double> duration;

    public ModelInstruments(Instruments instruments, IOptions<TelemetryOptions> options, IModelCatalog? models = null)
    {
        // The meter keeps it.
        _ = instruments.Meter.CreateObservableGauge(
            OwnNames.OpenCircuits, () => models?.OpenCircuits ?? 0, "{model}", "Configured models that this silo does not call for now, because their provider is throttled or down.");
        conventions = options.Value.Conventions;
        // The boundaries are the conventions'.
        tokens = instruments.Meter.CreateHistogram(
            GenAi.TokenUsage, "{token}", "Number of input and output tokens used.", tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] });
        duration = instruments.Meter.CreateHistogram(
            GenAi.OperationDuration, "s", "GenAI operation duration.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
    }

    /// <summary>Whether anything measures model calls.</summary>
    public bool Enabled => tokens.Enabled || duration.Enabled;

    /// <summary>An attempt of a model call is over.</summary>
    public void Over(ModelDescription model, string? answered, ModelUsage? usage, string? error, TimeSpan took)
    {
        var tags = default(TagList);
        tags.Add(GenAi.OperationName, GenAi.Chat);
        tags.AddProvider(conventions, model.Provider);
        tags.Add(GenAi.RequestModel, model.Model);
        if (model.Server is not null)
        {
            tags.Add(GenAi.ServerAddress, model.Server);
            tags.Add(GenAi.ServerPort, model.Port);
        }
        if (answered is not null)
            tags.Add(GenAi.ResponseModel, answered);
        if (usage is not null)
        {
            Record(tags, GenAi.Input, usage.InputTokens);
            Record(tags, GenAi.Output, usage.OutputTokens);
        }
        if (error is not null)
            tags.Add(GenAi.ErrorType, error);
        duration.Record(took.TotalSeconds, tags);
    }

    private void Record(TagList tags, string type, long count)
    {
        tags.Add(GenAi.TokenType, type);
        tokens.Record(count, tags);
    }
}
