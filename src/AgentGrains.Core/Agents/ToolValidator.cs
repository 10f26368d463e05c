using System.Text.RegularExpressions;
using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Agents;

/// <summary>Checks one tool of a definition.</summary>
internal static partial class ToolValidator
{
    private const int MaxDescriptionLength = 4096;
    private const int MaxUrlLength = 2048;
    private const long MostTimeoutMs = 86_400_000;

    public static void Check(ToolDefinition tool, string path, FieldErrors errors)
    {
        if (!ToolName.IsMatch(tool.Name))
            errors.Add($"{path}.name", "A tool's name has 1 to 64 letters, digits, '_' or '-'.");
        if (tool.Description.Length > MaxDescriptionLength)
            errors.Add($"{path}.description", $"A description has at most {MaxDescriptionLength} characters.");
        if (tool.TimeoutMs is < 1 or > MostTimeoutMs)
            errors.Add($"{path}.timeout_ms", $"From 1 to {MostTimeoutMs} (a day).");
        if (tool.Parameters is { } parameters)
            SchemaValidator.Check(parameters, $"{path}.parameters", "A tool's arguments are an object", errors);

        switch (tool)
        {
            case HttpToolDefinition http:
                CheckUrl(http.Url, path, errors);
                HeaderValidator.Check(http.Headers, $"{path}.headers", errors);
                break;
            case BuiltinToolDefinition:
                CheckBuiltin(tool, path, errors);
                break;
            case UnsupportedToolDefinition unsupported:
                CheckUnsupported(unsupported, path, errors);
                break;
        }
    }

    private static void CheckUnsupported(UnsupportedToolDefinition tool, string path, FieldErrors errors)
    {
        if (tool.Form.Url is not null)
            errors.Add($"{path}.url", "Only tools of type http have an address.");
        if (tool.Form.Headers is not null)
            errors.Add($"{path}.headers", "Only tools of type http have headers.");
        switch (tool.Type)
        {
            case ClientToolDefinition.TypeName:
                break;
            case BuiltinToolDefinition.TypeName:
                CheckBuiltin(tool, path, errors);
                break;
            case "sandbox" or "mcp" or "agent":
                errors.Add($"{path}.type", $"Tools of type '{tool.Type}' are not available on this service yet. There are: http, client, builtin.");
                break;
            default:
                errors.Add($"{path}.type", "A tool's type is http, client or builtin.");
                break;
        }
    }

    private static void CheckUrl(string? url, string path, FieldErrors errors)
    {
        if (url is null)
            errors.Add($"{path}.url", "A tool of type http has an address.");
        else if (url.Length > MaxUrlLength || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            errors.Add($"{path}.url", $"An absolute http or https address of at most {MaxUrlLength} characters.");
        else if (address.UserInfo.Length > 0)
            errors.Add($"{path}.url", "No credentials in an address: they would be stored and logged. Use a header with a secret.");
    }

    private static void CheckBuiltin(ToolDefinition tool, string path, FieldErrors errors)
    {
        if (BuiltinTools.Find(tool.Name) is null)
            errors.Add($"{path}.name", $"There is no built-in tool '{tool.Name}'. There are: {string.Join(", ", BuiltinTools.Names)}.");
        if (tool.Parameters is not null)
            errors.Add($"{path}.parameters", "A built-in tool brings its own parameters.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName { get; }
}
