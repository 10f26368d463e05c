using System.Text.Json.Serialization;

namespace AgentGrains.Client.Wire;

/// <summary>The forms of bodies. Unknown fields are skipped: a newer service may add some.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentDefinition))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(Page<Agent>), TypeInfoPropertyName = "AgentPage")]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(Page<Session>), TypeInfoPropertyName = "SessionPage")]
[JsonSerializable(typeof(Page<Message>), TypeInfoPropertyName = "MessagePage")]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(Page<Run>), TypeInfoPropertyName = "RunPage")]
[JsonSerializable(typeof(Page<RunStep>), TypeInfoPropertyName = "StepPage")]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(IReadOnlyList<ContentPart>))]
[JsonSerializable(typeof(ToolResultRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(SkipRequest))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ClientJson : JsonSerializerContext;

internal sealed record SessionRequest(string Agent, IReadOnlyDictionary<string, string>? Metadata);

internal sealed record MessageRequest(MessageContent Content, string? Id);

internal sealed record ToolResultRequest(string ToolCallId, string Content, bool IsError, string? Id);

internal sealed record SignalRequest(string Name, string Content, string? Id);

internal sealed record RetryRequest(string? Step, int? Attempt);

internal sealed record SkipRequest(string Step, int Attempt, string Content, bool IsError);

internal sealed record ProblemBody(string? Title, string? Detail, string? Code, string? TraceId, IReadOnlyDictionary<string, string[]>? Errors);
