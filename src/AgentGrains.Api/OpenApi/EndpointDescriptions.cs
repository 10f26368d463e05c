using AgentGrains.Api.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace AgentGrains.Api.OpenApi;

/// <summary>A parameter that an endpoint reads from the request itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsHeader">Whether it is a header; else it is in the query.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsNumber">Whether it is a whole number.</param>
internal sealed record ParameterDescription(string Name, bool IsHeader, string Description, bool IsNumber = false);

/// <summary>A body of JSON that an endpoint reads from the request itself.</summary>
/// <remarks>
/// It names no media types: routing would select by them, and answer 404 instead of 415 if another endpoint matches the same path. The document then says
/// application/json, and reading the body refuses others.
/// </remarks>
/// <param name="requestType">The form of the body.</param>
internal sealed class JsonBody(Type requestType) : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes => [];

    public Type RequestType { get; } = requestType;

    public bool IsOptional => false;
}

/// <summary>Says of endpoints what their handlers' signatures do not.</summary>
internal static class EndpointDescriptions
{
    private static readonly int[] Everywhere = [400, 401, 403, 500];

    public static RouteHandlerBuilder TakesJson<TBody>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new JsonBody(typeof(TBody)));

    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new ParameterDescription(name, false, description));

    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new ParameterDescription(name, true, description));

    public static RouteHandlerBuilder WithPage(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new ParameterDescription("limit", false, "The most items to give: 1 to 100.", IsNumber: true))
        .WithMetadata(new ParameterDescription("cursor", false, "The page to return: next_cursor of the previous page."));

    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder endpoint) =>
        endpoint.WithHeader("Idempotency-Key", "1 to 255 visible ASCII characters. The same key with the same body gets the same answer, for 24 hours at least.");

    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in Everywhere.Concat(statuses).Order())
            endpoint.Produces<ProblemBody>(status, "application/problem+json");
        return endpoint;
    }
}
