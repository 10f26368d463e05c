using System.Text.Json;
using AgentGrains.Core;
using Json.Schema;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>A schema that answers are validated against, within bounds: a schema or an answer must neither end the host nor keep it busy. Safe for concurrent use.</summary>
internal sealed class BoundedSchema
{
    /// <summary>The most errors that are reported of an answer.</summary>
    public const int MaxErrors = 5;

    private const int MaxErrorLength = 200;

    private static readonly TimeSpan MaxBuilding = TimeSpan.FromSeconds(10);

    // Only part of names in the library's own messages.
    private static readonly Uri Base = new("https://response.invalid/");

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema? schema;
    private readonly SchemaGraph? graph;
    private readonly TimeSpan maxEvaluation;
    private volatile bool isCleared;

    /// <param name="json">The schema, of draft 2020-12 unless it says otherwise.</param>
    /// <param name="maxEvaluation">How long an answer may take.</param>
    public BoundedSchema(JsonElement json, TimeSpan maxEvaluation)
    {
        this.maxEvaluation = maxEvaluation;
        try
        {
            (schema, graph) = DeepThread.Run(() => Build(json), MaxBuilding, static () => { });
            Fault = graph.Fault;
        }
        catch (Exception wrong)
        {
            // The library throws many exceptions about a schema, and one about each that it does not know.
            Fault = wrong is TimeoutException ? "It takes too long to read." : $"{wrong.Message.Replace(Base.ToString(), "", StringComparison.Ordinal).TrimEnd('.')}.";
        }
    }

    /// <summary>Why no answer can be validated; null if answers can.</summary>
    public string? Fault { get; }

    /// <summary>The first errors of an answer, each with its place; empty if it matches.</summary>
    /// <exception cref="TimeoutException">Validating takes too long.</exception>
    /// <exception cref="InvalidOperationException">A text of the answer is not Unicode.</exception>
    public IReadOnlyList<string> ErrorsOf(JsonElement answer)
    {
        try
        {
            return DeepThread.Run(() => Evaluate(answer), maxEvaluation, Clear);
        }
        catch (Exception failure) when (isCleared && failure is not TimeoutException)
        {
            throw new TimeoutException("The schema was cleared because another answer took too long.", failure);
        }
    }

    private static (JsonSchema Schema, SchemaGraph Graph) Build(JsonElement json)
    {
        // A registry of its own: the process's would keep every schema for good, and reject a second one with the same $id.
        var schema = JsonSchema.Build(json, new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = Dialect.Draft202012 }, Base);
        var graph = new SchemaGraph(schema);
        if (graph.Fault is null)
            graph.BoundPatterns();
        return (schema, graph);
    }

    private List<string> Evaluate(JsonElement answer)
    {
        var results = schema!.Evaluate(answer, Options);
        return results.IsValid ? [] : [.. Errors(results).Take(MaxErrors)];
    }

    private void Clear()
    {
        isCleared = true;
        graph!.Clear();
    }

    private static IEnumerable<string> Errors(EvaluationResults results) =>
        from detail in new[] { results }.Concat(results.Details ?? [])
        where detail.Errors is { Count: > 0 }
        from error in detail.Errors!
        let place = detail.InstanceLocation.ToString()
        select $"at '{Cut(place.Length == 0 ? "/" : place)}': {Cut(error.Value)}";

    private static string Cut(string text) => text.Length <= MaxErrorLength ? text : $"{TextCut.To(text, MaxErrorLength)}…";
}
