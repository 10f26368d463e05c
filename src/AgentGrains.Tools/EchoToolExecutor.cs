using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Tools;

namespace AgentGrains.Tools;

/// <summary>The built-in tool that answers with its own text. Needs nothing and never waits.</summary>
internal sealed class EchoToolExecutor : IToolExecutor
{
    public bool Handles(ToolDefinition tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool is BuiltinToolDefinition { Name: BuiltinTools.Echo };
    }

    public Task<ToolOutcome> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<ToolOutcome>(Text(invocation.Arguments) is { } text
            ? new ToolOutcome.Answered(text, IsError: false)
            : new ToolOutcome.Answered($"'{BuiltinTools.Echo}' takes text, a string.", IsError: true));
    }

    private static string? Text(string arguments)
    {
        try
        {
            using var read = JsonDocument.Parse(arguments);
            var root = read.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()
                : null;
        }
        catch (JsonException)
        {
            // The model is told what it should have sent.
            return null;
        }
    }
}
