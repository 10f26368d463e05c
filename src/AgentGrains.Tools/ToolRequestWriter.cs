using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Text;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Tools;

namespace AgentGrains.Tools;

/// <summary>Writes the request of one attempt: the arguments verbatim, the step in the headers, secrets put in last.</summary>
internal sealed class ToolRequestWriter(ISecretSource secrets)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // What says which step this is must be the service's own word, and what frames the request the transport's.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Idempotency-Key", "traceparent", "X-AgentGrains-Session", "X-AgentGrains-Run", "X-AgentGrains-Step",
        "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade");

    /// <summary>The request; null where it cannot be made, with the reason for the model in <paramref name="refusal"/>. No reason holds a secret.</summary>
    public HttpRequestMessage? Write(ToolInvocation invocation, HttpToolDefinition tool, out string? refusal)
    {
        if (!Uri.TryCreate(tool.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            refusal = $"Tool '{tool.Name}' has no http or https address.";
            return null;
        }
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(invocation.Arguments)) };
        refusal = AddDefined(request, tool, invocation.Tenant);
        if (refusal is not null)
        {
            request.Dispose();
            return null;
        }
        if (!request.Content.Headers.Contains("Content-Type"))
            request.Content.Headers.ContentType = Json;
        var step = invocation.Step.ToString();
        request.Headers.Add("Idempotency-Key", step);
        request.Headers.Add("traceparent", TraceParent.For(invocation));
        request.Headers.Add("X-AgentGrains-Session", invocation.Step.Run.Session.ToString());
        request.Headers.Add("X-AgentGrains-Run", invocation.Step.Run.ToString());
        request.Headers.Add("X-AgentGrains-Step", step);
        return request;
    }

    private string? AddDefined(HttpRequestMessage request, HttpToolDefinition tool, TenantId tenant)
    {
        foreach (var (header, definition) in tool.Headers ?? new Dictionary<string, HeaderDefinition>())
        {
            if (Reserved.Contains(header))
                return $"Tool '{tool.Name}' defines the header {header}, which the service writes itself.";
            var value = definition.Secret is { } secret ? secrets.Find(tenant, secret) : definition.Text;
            if (value is null)
                return $"Tool '{tool.Name}' needs the secret '{definition.Secret}' for its header {header}; there is none of this name.";
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || !TryAdd(request, header, value))
                return $"Tool '{tool.Name}' has a header {header} that cannot be sent.";
        }
        return null;
    }

    // Some headers, such as Content-Type, belong to the body.
    private static bool TryAdd(HttpRequestMessage request, string header, string value) =>
        request.Headers.TryAddWithoutValidation(header, value) || request.Content!.Headers.TryAddWithoutValidation(header, value);
}
