using System.Globalization;
using AgentGrains.Api.Access;
using AgentGrains.Api.Json;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Agents;

/// <summary>Defines agents and shows them.</summary>
internal sealed class AgentEndpoints(AgentDefinitions agents, IDefinitionStore definitions)
{
    private const string List = "agents";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/agents").WithTags("Agents");
        group.MapPut("/{name}", PutAsync).WithName("PutAgent").Needs(Scopes.Developer).WithSummary("Defines an agent, or makes a new version of it where the definition differs")
            .TakesJson<AgentDefinition>().Produces<AgentBody>().Produces<AgentBody>(201).WithHeader("If-Match", "The version the change is based on.").WithProblems(404, 412, 413, 422);
        group.MapGet("/", ListAsync).WithName("ListAgents").Needs(Scopes.Viewer).WithSummary("Lists agents by name").Produces<AgentListBody>().WithPage().WithProblems();
        group.MapGet("/{name}", GetAsync).WithName("GetAgent").Needs(Scopes.Viewer).WithSummary("Shows an agent's newest version").Produces<AgentBody>().WithProblems(404);
        group.MapGet("/{name}/versions/{version}", GetVersionAsync).WithName("GetAgentVersion").Needs(Scopes.Viewer).WithSummary("Shows one version of an agent").Produces<AgentBody>().WithProblems(404);
        group.MapDelete("/{name}", DeleteAsync).WithName("ArchiveAgent").Needs(Scopes.Developer).WithSummary("Archives an agent: it takes no new sessions or runs until it is defined again")
            .Produces(204).WithHeader("If-Match", "The version the change is based on.").WithProblems(404, 412);
    }

    private async Task PutAsync(HttpContext context, string name)
    {
        AgentValidator.CheckName(name);
        var definition = await ReadDefinitionAsync(context);
        var (document, isNew) = await agents.PutAsync(context.Tenant(), name, definition, IfMatch(context), context.RequestAborted);
        await WriteAsync(context, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, document);
    }

    private async Task DeleteAsync(HttpContext context, string name)
    {
        await agents.ArchiveAsync(context.Tenant(), name, IfMatch(context), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task GetAsync(HttpContext context, string name) =>
        await WriteAsync(context, StatusCodes.Status200OK, await agents.ReadAsync(context.Tenant(), name, null, context.RequestAborted));

    private async Task GetVersionAsync(HttpContext context, string name, string version)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no version '{Query.Shown(version)}': versions are numbers from 1.");
        await WriteAsync(context, StatusCodes.Status200OK, await agents.ReadAsync(context.Tenant(), name, number, context.RequestAborted));
    }

    private async Task ListAsync(HttpContext context, CancellationToken cancellation)
    {
        var limit = Query.Limit(context) ?? Query.DefaultLimit;
        var after = Cursor.Read(Query.Text(context, "cursor"), List, "", AgentValidator.IsName);
        var found = await definitions.ListAsync(context.Tenant(), AgentDefinition.Kind, after, limit + 1, cancellation);
        var page = found.Take(limit).Select(AgentBody.Of).ToList();
        var next = found.Count > limit ? Cursor.Write(List, "", page[^1].Name) : null;
        await Answer.WriteAsync(context, StatusCodes.Status200OK, new AgentListBody(page, next), ApiJson.Wire.AgentListBody);
    }

    private static async ValueTask WriteAsync(HttpContext context, int status, DefinitionDocument document)
    {
        context.Response.Headers.ETag = $"\"{document.Version}\"";
        var location = status == StatusCodes.Status201Created ? $"/v1/agents/{document.Name}" : null;
        await Answer.WriteAsync(context, status, AgentBody.Of(document), ApiJson.Wire.AgentBody, location);
    }

    private static async ValueTask<AgentDefinition> ReadDefinitionAsync(HttpContext context)
    {
        var bytes = await RequestBody.KeepAsync(context);
        try
        {
            return await RequestBody.ReadAsync(context, ApiJson.Wire.AgentDefinition);
        }
        catch (AgentGrainsException wrong) when (wrong.Code == ErrorCodes.Invalid && UnavailableTools.Explain(bytes, wrong.Fields) is { } explained)
        {
            // Its fields are not known because the tool's type is not served yet; that is what its author has to hear.
            throw new AgentGrainsException(ErrorCodes.Invalid, wrong.Message, wrong) { Fields = explained };
        }
    }

    private static int? IfMatch(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString();
        if (text.Length == 0)
            return null;
        if (text == "*")
            return AgentDefinitions.AnyVersion;
        return text is ['"', .. var version, '"'] && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Query.Invalid("If-Match", "is the ETag of one version, such as \"3\", or *.");
    }
}
