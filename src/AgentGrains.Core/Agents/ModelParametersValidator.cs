using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Agents;

/// <summary>Checks parameters of model calls, of an agent or of a configured model.</summary>
public static partial class ModelParametersValidator
{
    private const int MostOutputTokens = 1_000_000;
    private const int MaxStops = 4;
    private const int MaxStopLength = 256;
    private const int MaxExtraBodyBytes = 16 * 1024;
    private const int MaxHeaders = 16;

    // What the runtime writes itself; a second member of the same name would be read by one provider and ignored by the next.
    private static readonly string[] Written =
    [
        "model", "messages", "tools", "stream", "stream_options", "temperature", "top_p", "max_tokens", "max_completion_tokens",
        "reasoning_effort", "tool_choice", "parallel_tool_calls", "response_format", "stop", "seed", "n",
    ];

    private static readonly string[] ReservedHeaders =
    [
        "authorization", "api-key", "host", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect", "proxy-authorization", "proxy-connection",
        "accept", "accept-encoding", "traceparent", "tracestate", "cookie",
        // They describe a body, as all that start with content-.
        "allow", "expires", "last-modified",
    ];

    /// <summary>Adds what is wrong with parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="path">Where they are.</param>
    /// <param name="tools">The names of the agent's tools; null if the agent is not known.</param>
    /// <param name="faultOf">Why no answer can be validated against a format; null if answers can. Called for a format of the right shape.</param>
    /// <param name="errors">Where to add it.</param>
    public static void Check(ModelParameters parameters, string path, IReadOnlyCollection<string>? tools, Func<ResponseFormat, string?> faultOf, FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(faultOf);
        ArgumentNullException.ThrowIfNull(errors);
        if (parameters.Temperature is < 0 or > 2)
            errors.Add($"{path}.temperature", "From 0 to 2.");
        if (parameters.TopP is <= 0 or > 1)
            errors.Add($"{path}.top_p", "Above 0, at most 1.");
        if (parameters.MaxOutputTokens is < 1 or > MostOutputTokens)
            errors.Add($"{path}.max_output_tokens", $"From 1 to {MostOutputTokens}.");
        if (parameters.ReasoningEffort is { } effort && !Effort.IsMatch(effort))
            errors.Add($"{path}.reasoning_effort", "1 to 32 letters, digits, '_' or '-', such as low.");
        if (parameters.Stop is { } stop && (stop.Count is < 1 or > MaxStops || stop.Any(text => text is not { Length: >= 1 and <= MaxStopLength })))
            errors.Add($"{path}.stop", $"1 to {MaxStops} texts of 1 to {MaxStopLength} characters.");
        if (parameters.ToolChoice is { } choice)
            CheckToolChoice(choice, $"{path}.tool_choice", tools, errors);
        if (parameters.ResponseFormat is { } format)
            CheckFormat(format, $"{path}.response_format", faultOf, errors);
        if (parameters.ExtraHeaders is { } headers)
            CheckHeaders(headers, $"{path}.extra_headers", errors);
        if (parameters.ExtraBody is { } body)
            CheckBody(body, $"{path}.extra_body", errors);
    }

    private static void CheckToolChoice(JsonElement choice, string path, IReadOnlyCollection<string>? tools, FieldErrors errors)
    {
        const string Expected = "\"auto\", \"none\", \"required\", or {\"type\":\"function\",\"function\":{\"name\":\"…\"}}.";
        if (!JsonTexts.AreWhole(Encoding.UTF8.GetBytes(choice.GetRawText())))
        {
            errors.Add(path, JsonTexts.Half);
            return;
        }
        if (choice.ValueKind == JsonValueKind.String)
        {
            if (choice.GetString() is not ("auto" or "none" or "required"))
                errors.Add(path, Expected);
            else if (tools is { Count: 0 } && choice.ValueEquals("required"))
                errors.Add(path, "The agent has no tools.");
            return;
        }
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("function")
            || !choice.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object
            || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
        {
            errors.Add(path, Expected);
        }
        else if (tools is not null && !tools.Contains(name.GetString()!))
        {
            errors.Add($"{path}.function.name", "The agent has no tool of this name.");
        }
    }

    private static void CheckFormat(ResponseFormat format, string path, Func<ResponseFormat, string?> faultOf, FieldErrors errors)
    {
        switch (format.Type)
        {
            case ResponseFormat.Text when format.JsonSchema is null:
                break;
            case ResponseFormat.Text:
                errors.Add($"{path}.json_schema", "Only a response format of type json_schema has a schema.");
                break;
            case ResponseFormat.Schema when format.JsonSchema is { Schema: { } schema } named:
                if (!SchemaName.IsMatch(named.Name))
                    errors.Add($"{path}.json_schema.name", "1 to 64 letters, digits, '_' or '-'.");
                CheckSchema(format, schema, $"{path}.json_schema.schema", faultOf, errors);
                break;
            case ResponseFormat.Schema:
                errors.Add($"{path}.json_schema.schema", "A response format of type json_schema has a schema, an object.");
                break;
            default:
                errors.Add($"{path}.type", "text or json_schema.");
                break;
        }
    }

    private static void CheckSchema(ResponseFormat format, JsonElement schema, string path, Func<ResponseFormat, string?> faultOf, FieldErrors errors)
    {
        var before = errors.Count;
        SchemaValidator.Check(schema, path, "An answer is an object", errors);
        if (errors.Count == before && faultOf(format) is { } fault)
            errors.Add(path, $"No answer can be validated against it: {fault}");
    }

    private static void CheckHeaders(IReadOnlyDictionary<string, string> headers, string path, FieldErrors errors)
    {
        if (headers.Count > MaxHeaders)
            errors.Add(path, $"At most {MaxHeaders} headers.");
        foreach (var (name, value) in headers)
        {
            if (!HeaderValidator.IsName(name))
                errors.Add($"{path}.{name}", "Not a header's name.");
            else if (ReservedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
                errors.Add($"{path}.{name}", "The runtime sets this header itself, or a request cannot have it.");
            else if (!HeaderValidator.IsValue(value))
                errors.Add($"{path}.{name}", "A header's value is visible ASCII text on one line.");
        }
    }

    private static void CheckBody(JsonElement body, string path, FieldErrors errors)
    {
        var json = Encoding.UTF8.GetBytes(body.GetRawText());
        if (body.ValueKind != JsonValueKind.Object)
            errors.Add(path, "An object.");
        else if (json.Length > MaxExtraBodyBytes)
            errors.Add(path, $"At most {MaxExtraBodyBytes} bytes.");
        else if (!JsonTexts.AreWhole(json))
            errors.Add(path, JsonTexts.Half);
        else
        {
            foreach (var member in body.EnumerateObject().Where(member => Written.Contains(member.Name)))
                errors.Add($"{path}.{member.Name}", "The runtime writes this member itself.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Effort { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaName { get; }
}
