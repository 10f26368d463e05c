namespace AgentGrains.Api.Errors;

/// <summary>A failure as RFC 9457 has it, with the service's own additions.</summary>
/// <param name="Type">The page of the error.</param>
/// <param name="Title">The failure in a few words, the same for every occurrence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong here, and what would be right.</param>
/// <param name="Instance">The path that was asked for.</param>
/// <param name="Code">A stable code, <c>AGnnnn</c>.</param>
/// <param name="TraceId">Names this request in the service's logs and traces.</param>
/// <param name="Errors">What was wrong with each field, by its path.</param>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Instance, string Code, string TraceId, IReadOnlyDictionary<string, string[]>? Errors);
