using System.Text.Json;

namespace AgentGrains.ModelCases.Driving;

/// <summary>A durable event of a run.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Body">Its data.</param>
internal sealed record SeenEvent(string Type, JsonElement Body);
