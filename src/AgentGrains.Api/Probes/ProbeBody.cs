using System.Text.Json.Serialization;

namespace AgentGrains.Api.Probes;

/// <summary>What a probe answers.</summary>
/// <param name="Status"><c>ok</c> or <c>unavailable</c>.</param>
/// <param name="Stage">The stage the service is in.</param>
/// <param name="Missing">What is missing.</param>
internal sealed record ProbeBody(string Status, string Stage, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Missing);
