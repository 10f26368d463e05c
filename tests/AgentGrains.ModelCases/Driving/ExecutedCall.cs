using System.Text.Json;

namespace AgentGrains.ModelCases.Driving;

/// <summary>A tool call that the service executed.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">The body of the request, which is the arguments.</param>
/// <param name="IdempotencyKey">Its key.</param>
internal sealed record ExecutedCall(string Tool, JsonElement Arguments, string IdempotencyKey);
