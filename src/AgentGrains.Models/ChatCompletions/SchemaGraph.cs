using System.Text.RegularExpressions;
using Json.Schema;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>The subschemas that an answer can reach from the root of a schema. The library that evaluates them bounds neither recursion nor patterns.</summary>
internal sealed class SchemaGraph
{
    /// <summary>The most subschemas in a row that apply to the same value, such as by <c>$ref</c> and <c>allOf</c>.</summary>
    private const int MaxChain = 32;

    private static readonly TimeSpan MaxMatch = TimeSpan.FromSeconds(1);

    // They apply their subschemas to the value itself. All others apply them to a part of it, and answers are finite.
    private static readonly string[] InPlace = ["$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];

    private readonly HashSet<JsonSchemaNode> nodes = [];

    // How many subschemas in a row apply to one value from a subschema on; null while that is being found out.
    private readonly Dictionary<JsonSchemaNode, int?> chains = [];

    /// <summary>Follows a schema from its root.</summary>
    public SchemaGraph(JsonSchema schema)
    {
        if (schema.Root is { } root)
            Collect(root);
        Fault ??= nodes.SelectMany(Keywords).Select(FaultOf).FirstOrDefault(static fault => fault is not null);
        foreach (var node in Fault is null ? nodes : [])
            _ = ChainOf(node);
    }

    /// <summary>Why no answer can be validated; null if answers can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Bounds the time of all patterns.</summary>
    public void BoundPatterns()
    {
        foreach (var keyword in nodes.SelectMany(Keywords))
        {
            if (keyword.Value is Regex pattern)
                keyword.Value = Bounded(pattern);
            else if (keyword.Value is Dictionary<string, Regex> patterns)
                keyword.Value = patterns.ToDictionary(static one => one.Key, static one => Bounded(one.Value));
        }
    }

    /// <summary>Takes all keywords away: an evaluation that is running fails at the next one. There is no other way to end it.</summary>
    public void Clear()
    {
        foreach (var node in nodes)
            Array.Clear(node.Keywords ?? []);
    }

    private void Collect(JsonSchemaNode root)
    {
        var open = new Stack<JsonSchemaNode>([root]);
        while (open.TryPop(out var node))
        {
            if (!nodes.Add(node))
                continue;
            // What the whole process shares must not be changed.
            if (SchemaRegistry.Global.Get(node.BaseUri) is not null)
                Fault ??= $"It refers to '{node.BaseUri}', which is not a part of it.";
            foreach (var below in Keywords(node).SelectMany(Subschemas))
                open.Push(below);
        }
    }

    private int ChainOf(JsonSchemaNode node)
    {
        if (chains.TryGetValue(node, out var known))
        {
            if (known is null)
                Fault ??= "A $ref applies a subschema to the same value without end.";
            return known ?? 0;
        }
        chains.Add(node, null);
        var chain = 0;
        foreach (var below in Keywords(node).Where(static keyword => InPlace.Contains(keyword.Handler.Name)).SelectMany(Subschemas))
            chain = Math.Max(chain, 1 + ChainOf(below));
        if (chain > MaxChain)
            Fault ??= $"More than {MaxChain} subschemas in a row apply to the same value.";
        chains[node] = chain;
        return chain;
    }

    private static string? FaultOf(KeywordData keyword) => keyword.Handler.Name switch
    {
        "$dynamicRef" or "$recursiveRef" => $"{keyword.Handler.Name} is not supported; use $ref.",
        "$ref" when !Subschemas(keyword).Any() => $"It has no subschema '{keyword.RawValue}', to which a $ref refers.",
        _ => null,
    };

    // Compiled patterns cost more than they save for the few texts of an answer.
    private static Regex Bounded(Regex pattern) => new(pattern.ToString(), pattern.Options & ~RegexOptions.Compiled, MaxMatch);

    private static IEnumerable<KeywordData> Keywords(JsonSchemaNode node) => node.Keywords ?? [];

    private static IEnumerable<JsonSchemaNode> Subschemas(KeywordData keyword) => keyword.Subschemas ?? [];
}
