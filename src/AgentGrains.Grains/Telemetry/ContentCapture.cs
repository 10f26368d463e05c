using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Puts prompts, answers, arguments and results into spans, redacted and cut, where that was asked for.</summary>
internal sealed class ContentCapture(IOptions<TelemetryOptions> options)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Redaction redaction = new(options.Value.Secrets);

    // The convention of 1.36 has events for content, which are not made.
    private readonly bool on = options.Value.CaptureContent && options.Value.Conventions.HasFlag(GenAiConventions.Current);

    public void Add(Activity span, ModelRequest call)
    {
        if (!on)
            return;
        if (call.Instructions.Length > 0)
            Set(span, GenAi.SystemInstructions, Write(json => WriteText(json, call.Instructions)));
        Set(span, GenAi.InputMessages, Write(json =>
        {
            foreach (var message in call.Messages)
                WriteMessage(json, message.Role, message.Content, message.ToolCalls, message.ToolCallId, null);
        }));
    }

    public void Add(Activity span, ModelAnswer answer)
    {
        if (on)
            Set(span, GenAi.OutputMessages, Write(json => WriteMessage(json, "assistant", answer.Text, answer.ToolCalls, null, answer.FinishReason)));
    }

    public void AddArguments(Activity span, string arguments)
    {
        if (on)
            Set(span, GenAi.ToolCallArguments, redaction.Apply(arguments));
    }

    public void AddResult(Activity span, string result)
    {
        if (on)
            Set(span, GenAi.ToolCallResult, redaction.Apply(result));
    }

    // What comes here is redacted already: cut first, half a secret could be left at the edge; and written as JSON first, one with a quote would not be found.
    private static void Set(Activity span, string attribute, string redacted) =>
        span.SetTag(attribute, redacted.Length <= TelemetryOptions.MaxContentLength ? redacted : redacted[..TelemetryOptions.MaxContentLength]);

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartArray();
            content(json);
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void WriteMessage(Utf8JsonWriter json, string role, string? text, IReadOnlyList<ToolRequest> calls, string? answers, string? finishReason)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteStartArray("parts");
        if (answers is not null)
            WritePart(json, "tool_call_response", ("id", answers), ("response", text ?? ""));
        else if (text is not null)
            WriteText(json, text);
        foreach (var call in calls)
            WritePart(json, "tool_call", ("id", call.Id), ("name", call.Name), ("arguments", call.Arguments));
        json.WriteEndArray();
        if (finishReason is not null)
            json.WriteString("finish_reason", finishReason);
        json.WriteEndObject();
    }

    private void WriteText(Utf8JsonWriter json, string text) => WritePart(json, "text", ("content", text));

    private void WritePart(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Name, string Value)> properties)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        foreach (var (name, value) in properties)
            json.WriteString(name, redaction.Apply(value));
        json.WriteEndObject();
    }
}
