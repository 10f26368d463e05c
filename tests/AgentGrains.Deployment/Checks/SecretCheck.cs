using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>A secret goes from a secure parameter into the vault, and from there to the container by reference.</summary>
internal static partial class SecretCheck
{
    /// <summary>Where a template lets go of a secret.</summary>
    public static IEnumerable<string> InTemplate(JsonNode template) => template.WithModules().SelectMany(Own);

    /// <summary>Where the container is told a secret in plain text.</summary>
    public static IEnumerable<string> InContainer(JsonNode server)
    {
        var secrets = server["properties"]!["configuration"]!["secrets"]!.AsArray();
        foreach (var secret in secrets.Where(secret => secret!["value"] is not null || secret.Text("keyVaultUrl").Length == 0 || secret.Text("identity").Length == 0))
            yield return $"the secret {secret.Text("name")} is not a reference to the vault";
        foreach (var (name, variable) in server.Environment())
        {
            // It contains the address of telemetry; its holder can send telemetry and read none.
            if (name != "APPLICATIONINSIGHTS_CONNECTION_STRING" && SecretName().IsMatch(name) && variable["secretRef"] is null)
                yield return $"{name} is in plain text";
            if (variable["secretRef"] is { } reference && !secrets.Any(secret => secret.Text("name") == reference.ToString()))
                yield return $"{name} refers to {reference}, which is no secret of the app";
        }
    }

    private static IEnumerable<string> Own(JsonNode template)
    {
        var secure = template["parameters"]?.AsObject().Where(parameter => IsSecure(parameter.Value!)).Select(parameter => parameter.Key).ToList() ?? [];
        foreach (var text in template.OwnTexts())
        {
            var value = Emptiness().Replace(text.GetValue<string>(), "");
            if (secure.Any(name => value.Contains($"parameters('{name}')", StringComparison.Ordinal)) && !MayHoldSecret(text))
                yield return $"{text.GetPath()} takes a secret: {value}";
            if (Listing().IsMatch(value))
                yield return $"{text.GetPath()} asks for keys: {value}";
            if (KeyLike().IsMatch(value))
                yield return $"{text.GetPath()} looks like a key: {value}";
        }
        foreach (var output in template["outputs"]?.AsObject() ?? [])
        {
            if (IsSecure(output.Value!))
                yield return $"the output {output.Key} is a secret";
        }
    }

    private static bool IsSecure(JsonNode declared) => declared.Text("type").StartsWith("secure", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a secret in the vault, and the secure parameter of a module.</summary>
    private static bool MayHoldSecret(JsonValue text)
    {
        if (text.Parent is not JsonObject holder || holder["value"] != text)
            return false;
        if (holder.Parent is { } owner && owner.Text("type") == "Microsoft.KeyVault/vaults/secrets")
            return true;
        return holder.Parent?.Parent is JsonObject properties && properties["template"]?["parameters"]?[holder.GetPropertyName()] is { } parameter && IsSecure(parameter);
    }

    [GeneratedRegex(@"empty\(parameters\('\w+'\)\)")]
    private static partial Regex Emptiness();

    [GeneratedRegex(@"\blist[A-Z]\w*\(")]
    private static partial Regex Listing();

    [GeneratedRegex(@"AccountKey=|SharedAccessSignature|[?&]sig=|InstrumentationKey=|-----BEGIN|\bsk-\w{20,}|(?<![\w+/])[A-Za-z0-9+/]{43,}={0,2}(?![\w+/])")]
    private static partial Regex KeyLike();

    [GeneratedRegex("key|secret|password|token(?!s)|connection_?string", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
