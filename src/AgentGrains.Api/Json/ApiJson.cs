using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Api.Agents;
using AgentGrains.Api.Errors;
using AgentGrains.Api.Messages;
using AgentGrains.Api.Probes;
using AgentGrains.Api.Runs;
using AgentGrains.Api.Sessions;
using AgentGrains.Core.Agents;

namespace AgentGrains.Api.Json;

/// <summary>The form of every body of the API: snake case; an unknown field is an error; null is omitted unless its type says otherwise.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(WireTimeJson)])]
[JsonSerializable(typeof(AgentDefinition))]
[JsonSerializable(typeof(AgentBody))]
[JsonSerializable(typeof(AgentListBody))]
[JsonSerializable(typeof(CreateSessionRequest))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(SessionListBody))]
[JsonSerializable(typeof(MessageListBody))]
[JsonSerializable(typeof(CreateRunRequest))]
[JsonSerializable(typeof(InputMessage))]
[JsonSerializable(typeof(IReadOnlyList<InputMessage>))]
[JsonSerializable(typeof(IReadOnlyList<ContentPart>))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(ToolResultRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(SkipRequest))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(RunListBody))]
[JsonSerializable(typeof(StepListBody))]
[JsonSerializable(typeof(ProbeBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The same forms, with non-ASCII text unescaped: these bodies are not embedded in HTML.</summary>
    public static ApiJson Wire => Relaxed.Forms;

    // In a class of its own, so that it is made after the generated half of this one.
    private static class Relaxed
    {
        public static readonly ApiJson Forms = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
