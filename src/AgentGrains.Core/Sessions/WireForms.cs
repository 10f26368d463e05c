using System.Text.Json.Serialization;

namespace AgentGrains.Core.Sessions;

/// <summary>How inputs and views travel between hosts and lie in the list of runs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionInput))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(SessionView))]
public sealed partial class WireForms : JsonSerializerContext;
