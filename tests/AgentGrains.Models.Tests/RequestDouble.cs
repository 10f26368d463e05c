using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Models.Tests.StreamDouble;

namespace AgentGrains.Models.Tests;

/// <summary>Sends calls to a server and returns what it received.</summary>
internal static class RequestDouble
{
    /// <summary>The request of a call to a model that answers <c>{}</c>.</summary>
    public static async Task<SentRequest> SentAsync(ModelRequest call, params (string Setting, string Value)[] settings)
    {
        SentRequest? sent = null;
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            sent = new SentRequest(await body.ReadToEndAsync(), context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            await WriteAsync(context, Text("{}"), Stop, Done);
        });
        await Calls.Chat(new Uri(server.Address, "v1"), null, settings).AskAsync(call);
        return sent!;
    }
}

/// <summary>A request as a server received it.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its headers; names without regard to case.</param>
internal sealed record SentRequest(string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A member of the body as it was written; null if it has none of this name.</summary>
    public string? Member(string name) => JsonElement.Parse(Body).TryGetProperty(name, out var member) ? member.GetRawText() : null;
}
