using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Writes the messages of a call so that every endpoint accepts them, whatever a model wrote before: no message may make a session unusable.</summary>
/// <remarks>
/// The prompt's messages have sound arguments and results already. Here ids become unique, names such as the endpoint may check them, blank messages are left out,
/// and members of a provider's own go back to the model that wrote them, and to no other.
/// </remarks>
internal sealed class PromptWriter(string model, ModelOptions options)
{
    private const string NoText = "(no text)";

    /// <summary>Whether the last message that says something is a tool's result.</summary>
    public static bool FollowsResult(ModelRequest call)
    {
        for (var i = call.Messages.Count - 1; i >= 0; i--)
        {
            if (call.Messages[i] is var message && IsVisible(message))
                return message.Role == "tool";
        }
        return false;
    }

    /// <summary>Writes the list of messages.</summary>
    public void Write(Utf8JsonWriter json, ModelRequest call)
    {
        var state = new Prompt(json, call.Tools);
        json.WriteStartArray();
        if (!string.IsNullOrWhiteSpace(call.Instructions))
            WriteText(json, "system", call.Instructions);
        var messages = options.MessageOrder == MessageOrders.Strict ? StrictOrder.Arrange(Visible(call)) : Visible(call);
        var isEmpty = true;
        foreach (var message in messages)
        {
            isEmpty &= message.Role == "system";
            Write(state, message);
        }
        if (isEmpty)
            WriteText(json, "user", NoText);
        json.WriteEndArray();
    }

    /// <summary>The messages that say something, and at their end what the model has to correct.</summary>
    private static IEnumerable<PromptMessage> Visible(ModelRequest call)
    {
        PromptMessage? last = null;
        var isOmitted = false;
        foreach (var message in call.Messages)
        {
            isOmitted = !IsVisible(message);
            if (isOmitted)
                continue;
            last = message;
            yield return message;
        }
        // It is the model's turn: if its own message were the last, some endpoints would continue that, and others reject the prompt.
        if (isOmitted && last?.Role == "assistant")
            yield return new PromptMessage("user", NoText, []);
        if (call.Correction is { } correction)
            yield return new PromptMessage("user", $"{correction} Answer again with JSON that matches the schema, and nothing else.", []);
    }

    private static bool IsVisible(PromptMessage message) =>
        message.Role == "tool" || message.ToolCalls.Count > 0 || !string.IsNullOrWhiteSpace(message.Content) || message.Parts.Any(static part => part.Kind != MessagePartKind.Text);

    private void Write(Prompt prompt, PromptMessage message)
    {
        switch (message.Role)
        {
            case "assistant":
                WriteAssistant(prompt, message);
                break;
            case "tool":
                WriteResult(prompt, message);
                break;
            case "user" when message.Parts.Count > 0:
                MessagePartWriter.Write(prompt.Json, message.Parts, options);
                break;
            default:
                WriteText(prompt.Json, message.Role, message.Content ?? "");
                break;
        }
    }

    private void WriteAssistant(Prompt prompt, PromptMessage message)
    {
        var json = prompt.Json;
        var isOthers = message.Model is not null && !string.Equals(message.Model, model, StringComparison.OrdinalIgnoreCase);
        var isOwn = message.Model is not null && !isOthers && options.ProviderMembers == ProviderMemberSettings.Return;
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, message.Content);
        if (isOwn)
            WriteExtra(json, message.Extra, inFunction: false);
        if (message.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in message.ToolCalls)
                WriteCall(prompt, call, isOthers, isOwn);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteCall(Prompt prompt, ToolRequest call, bool isOthers, bool isOwn)
    {
        var json = prompt.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, prompt.Open(call.Id, isOthers, isOwn));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, ToolNames.Sound(call.Name, prompt.Tools));
        json.WriteString("arguments"u8, call.Arguments);
        if (isOwn)
            WriteExtra(json, call.Extra, inFunction: true);
        json.WriteEndObject();
        if (isOwn)
            WriteExtra(json, call.Extra, inFunction: false);
        json.WriteEndObject();
    }

    private static void WriteResult(Prompt prompt, PromptMessage message)
    {
        var json = prompt.Json;
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, prompt.Answer(message.ToolCallId));
        json.WriteString("content"u8, message.Content);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    /// <summary>Writes a provider's own members back in the place they came from.</summary>
    private static void WriteExtra(Utf8JsonWriter json, string? extra, bool inFunction)
    {
        if (extra is null)
            return;
        using var members = JsonDocument.Parse(extra);
        var from = members.RootElement;
        if (inFunction && !from.TryGetProperty("function", out from))
            return;
        foreach (var member in from.EnumerateObject())
        {
            if (inFunction || member.Name != "function")
                CompletionRequest.WriteRaw(json, member.Name, member.Value);
        }
    }

    /// <summary>A list of messages that is being written: which ids are in use, and which calls wait for their results.</summary>
    private sealed class Prompt(Utf8JsonWriter json, IReadOnlyList<ToolDeclaration> tools)
    {
        private readonly HashSet<string> used = new(StringComparer.Ordinal);
        private readonly List<(string Id, string Written)> open = [];

        public Utf8JsonWriter Json => json;

        public IReadOnlyList<ToolDeclaration> Tools => tools;

        /// <summary>The id that a call is written with: its own, or another one if that is in use, has characters that endpoints reject, or is of another model. Some endpoints accept their own form only.</summary>
        public string Open(string id, bool isOthers, bool isOwn)
        {
            var written = !isOthers && (isOwn || !id.AsSpan().ContainsAnyExcept(ToolNames.Legal)) ? id : "";
            for (var i = used.Count; written.Length == 0 || (written.Length > MaxIdLength && !(isOwn && CallIds.CarrySignature(written))) || !used.Add(written); i++)
                written = CallIds.Of($"{id}/{i}");
            open.Add((id, written));
            return written;
        }

        /// <summary>The id that the call of a result was written with. Results come in the order of their calls.</summary>
        public string Answer(string? id)
        {
            var at = open.FindIndex(call => call.Id == id);
            if (at < 0)
                return id ?? "";
            var written = open[at].Written;
            open.RemoveAt(at);
            return written;
        }

        // OpenAI's limit.
        private const int MaxIdLength = 40;
    }
}
