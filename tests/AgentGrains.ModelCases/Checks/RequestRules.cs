using System.Text.Json;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Checks;

/// <summary>What holds for the form of every request of every case: some endpoint accepts nothing else.</summary>
internal static class RequestRules
{
    /// <summary>What a request violates; empty if nothing.</summary>
    public static IEnumerable<string> Violations(SeenRequest request) => Fields(request).Concat(Tools(request)).Select(violation => $"{request.Path}, request {request.Number}: {violation}");

    /// <summary>The roles of messages that lack the key <c>content</c>.</summary>
    public static IEnumerable<string?> WithoutContent(SeenRequest request) =>
        request.Messages.Where(message => !message.TryGetProperty("content", out _)).Select(message => message.GetProperty("role").GetString());

    private static IEnumerable<string> Fields(SeenRequest request)
    {
        if (request.Method != "POST" || !request.Path.TrimEnd('/').EndsWith("/v1/chat/completions", StringComparison.Ordinal))
            yield return $"{request.Method} {request.Path} is not chat completions";
        if (request.Headers.GetValueOrDefault("Authorization") != "Bearer model-key")
            yield return "the model's key is missing";
        if (request.Headers.GetValueOrDefault("Accept")?.Contains("text/event-stream", StringComparison.Ordinal) != true)
            yield return "Accept does not contain text/event-stream";
        if (request.Body.GetProperty("model").GetString() != "m" || !request.Body.GetProperty("stream").GetBoolean())
            yield return "not a stream of the model";
        foreach (var role in WithoutContent(request))
            yield return $"a message of role {role} has no content";
    }

    private static IEnumerable<string> Tools(SeenRequest request)
    {
        if (request.Body.TryGetProperty("tools", out var all) && all.GetArrayLength() == 0)
            yield return "tools is empty";
        foreach (var function in request.Tools.Select(tool => tool.GetProperty("function")))
        {
            var parameters = function.GetProperty("parameters");
            if (!parameters.TryGetProperty("type", out var type) || type.GetString() != "object" || !parameters.TryGetProperty("properties", out var properties)
                || properties.ValueKind != JsonValueKind.Object)
                yield return $"the schema of {function.GetProperty("name")} is not of an object with properties";
        }
    }
}
