using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Writes the requests of one configured model.</summary>
internal sealed class CompletionRequest(string name, ModelOptions options)
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private static readonly ProductInfoHeaderValue UserAgent = new("AgentGrains", typeof(CompletionRequest).Assembly.GetName().Version!.ToString(3));

    // An agent's tools are the same list for all its calls.
    private static readonly ConditionalWeakTable<IReadOnlyList<ToolDeclaration>, byte[]> Tools = [];

    [ThreadStatic]
    private static Utf8JsonWriter? writerOfThread;

    private readonly PromptWriter prompts = new(name, options);
    private readonly AuthenticationHeaderValue? authorization = options.ApiKey is null ? null : new AuthenticationHeaderValue("Bearer", options.ApiKey);

    /// <summary>The body of a call.</summary>
    public RequestBuffer Write(ModelRequest call)
    {
        var parameters = call.Parameters.Or(options.Parameters);
        var buffer = new RequestBuffer();
        var json = writerOfThread ??= new Utf8JsonWriter(buffer, WriterOptions);
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("model"u8, options.Model);
        json.WritePropertyName("messages"u8);
        prompts.Write(json, call);
        if (call.Tools.Count > 0)
        {
            json.WritePropertyName("tools"u8);
            json.WriteRawValue(Tools.GetValue(call.Tools, Render), skipInputValidation: true);
            WriteToolParameters(json, parameters, afterTool: PromptWriter.FollowsResult(call));
        }
        else if (ToolsUsed(call) is { Count: > 0 } used)
        {
            // Bedrock, and Anthropic behind a gateway, reject a conversation with tool calls in a request without tools.
            json.WritePropertyName("tools"u8);
            json.WriteRawValue(Render(used), skipInputValidation: true);
            json.WriteString("tool_choice"u8, "none"u8);
        }
        json.WriteBoolean("stream"u8, true);
        if (options.StreamOptions)
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }
        if (!ReferenceEquals(parameters, ModelParameters.None))
            WriteParameters(json, parameters);
        json.WriteEndObject();
        json.Flush();
        return buffer;
    }

    /// <summary>The headers of a call.</summary>
    public void WriteHeaders(HttpRequestMessage request, ModelRequest call)
    {
        request.Headers.Authorization = authorization;
        // Firewalls in front of endpoints reject requests that do not say whose they are.
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.Accept.Add(EventStream);
        request.Headers.Accept.Add(Json);
        if (call.Parameters.Or(options.Parameters).ExtraHeaders is not { } extra)
            return;
        foreach (var (header, value) in extra)
        {
            if (header.Equals("User-Agent", StringComparison.OrdinalIgnoreCase))
                request.Headers.UserAgent.Clear();
            request.Headers.TryAddWithoutValidation(header, value);
        }
    }

    /// <summary>What the answer of a call has to be; null if anything.</summary>
    public ResponseFormat? FormatOf(ModelRequest call) => call.Parameters.ResponseFormat ?? options.Parameters.ResponseFormat;

    private void WriteParameters(Utf8JsonWriter json, ModelParameters parameters)
    {
        if (parameters.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, temperature);
        if (parameters.TopP is { } topP)
            json.WriteNumber("top_p"u8, topP);
        if (parameters.MaxOutputTokens is { } most)
            json.WriteNumber(options.MaxTokensMember ?? (options.Endpoint is null || options.Provider == ModelProviders.AzureOpenAI ? ModelOptions.MaxCompletionTokens : ModelOptions.MaxTokens), most);
        if (parameters.ReasoningEffort is { } effort)
            json.WriteString("reasoning_effort"u8, effort);
        if (parameters.Seed is { } seed)
            json.WriteNumber("seed"u8, seed);
        if (parameters.Stop is { } stops)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in stops)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        if (parameters.ResponseFormat is { } format)
            WriteFormat(json, format);
        if (parameters.ExtraBody is { } extra)
        {
            foreach (var member in extra.EnumerateObject())
                WriteRaw(json, member.Name, member.Value);
        }
    }

    private static List<ToolDeclaration> ToolsUsed(ModelRequest call) =>
        [.. call.Messages.SelectMany(static message => message.ToolCalls).Select(static used => ToolNames.Sound(used.Name, [])).Distinct().Select(static name => new ToolDeclaration(name, "", ToolSchemas.Complete(null)))];

    private static void WriteToolParameters(Utf8JsonWriter json, ModelParameters parameters, bool afterTool)
    {
        // A choice that forces a call is only for the first one: after each result it would force another, without end.
        if (parameters.ToolChoice is { } choice && !(afterTool && (choice.ValueKind == JsonValueKind.Object || choice.ValueEquals("required"))))
            WriteRaw(json, "tool_choice", choice);
        if (parameters.ParallelToolCalls is { } parallel)
            json.WriteBoolean("parallel_tool_calls"u8, parallel);
    }

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat format)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, format.Type);
        if (format.JsonSchema is { Schema: { } schema } named)
        {
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, named.Name);
            if (named.Description is { } description)
                json.WriteString("description"u8, description);
            WriteRaw(json, "schema", schema);
            if (named.Strict is { } strict)
                json.WriteBoolean("strict"u8, strict);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    internal static void WriteRaw(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
    }

    private static byte[] Render(IReadOnlyList<ToolDeclaration> tools)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream, WriterOptions);
        json.WriteStartArray();
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Name);
            if (tool.Description.Length > 0)
                json.WriteString("description"u8, tool.Description);
            // As its author wrote it.
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue(tool.ParametersSchema.Span, skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Flush();
        return stream.ToArray();
    }
}
