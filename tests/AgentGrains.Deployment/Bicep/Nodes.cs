using System.Text.Json.Nodes;

namespace AgentGrains.Deployment.Bicep;

/// <summary>Ways through templates and resources.</summary>
internal static class Nodes
{
    private const string Module = "Microsoft.Resources/deployments";

    /// <summary>Every text of a template itself: neither the names of properties nor what its modules hold.</summary>
    public static IEnumerable<JsonValue> OwnTexts(this JsonNode? node) => node switch
    {
        JsonObject @object => @object.Where(property => property.Key != "template" || @object.Parent.Text("type") != Module).SelectMany(property => property.Value.OwnTexts()),
        JsonArray array => array.SelectMany(OwnTexts),
        JsonValue value when value.TryGetValue<string>(out _) => [value],
        _ => [],
    };

    public static IEnumerable<JsonNode> OfType(this JsonArray resources, string type) =>
        resources.OfType<JsonObject>().Where(resource => resource.Text("type") == type);

    /// <summary>A template and those of the modules in it, however deep.</summary>
    public static IEnumerable<JsonNode> WithModules(this JsonNode template) =>
        template.Declared().Where(resource => resource.Text("type") == Module)
            .SelectMany(module => module["properties"]!["template"]!.WithModules()).Prepend(template);

    /// <summary>The resources that a template itself declares; newer templates name them, older ones list them.</summary>
    public static IEnumerable<JsonNode> Declared(this JsonNode template) => template["resources"] switch
    {
        JsonObject named => named.Select(resource => resource.Value!),
        JsonArray listed => listed.Select(resource => resource!),
        _ => [],
    };

    public static string Text(this JsonNode? node, string name) => (node as JsonObject)?[name]?.ToString() ?? "";

    public static JsonNode Server(this JsonArray resources) => resources.OfType("Microsoft.App/containerApps").Single();

    public static JsonNode Template(this JsonNode server) => server["properties"]!["template"]!;

    public static JsonNode Container(this JsonNode server) => server.Template()["containers"]!.AsArray().Single()!;

    /// <summary>What the container is told, by name.</summary>
    public static Dictionary<string, JsonNode> Environment(this JsonNode server) =>
        server.Container()["env"]!.AsArray().ToDictionary(variable => variable.Text("name"), variable => variable!);
}
