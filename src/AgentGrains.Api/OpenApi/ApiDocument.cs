using System.Text.Json.Serialization.Metadata;
using AgentGrains.Api.Access;
using AgentGrains.Api.Runs;
using AgentGrains.Core.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace AgentGrains.Api.OpenApi;

/// <summary>The OpenAPI document, made from the code, and the page that shows it.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const string Scheme = "bearer";

    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.CreateSchemaReferenceId = NameSchema;
        options.AddOperationTransformer(DescribeOperation);
        options.AddSchemaTransformer(SchemaDescriptions.Describe);
        options.AddDocumentTransformer(DescribeDocument);
    });

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json");
        // Everything the page needs comes from this service: no fonts, no telemetry and no chat of a third party.
        endpoints.MapScalarApiReference("/scalar", options => options.WithTitle("AgentGrains").DisableDefaultFonts().DisableTelemetry().DisableAgent());
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
            endpoints.MapGet("/", () => TypedResults.Redirect("/scalar")).ExcludeFromDescription();
    }

    /// <summary>Clients know tools and limits under these names, whatever types of ours are behind them.</summary>
    private static string? NameSchema(JsonTypeInfo type) =>
        type.Type == typeof(ToolForm) ? nameof(ToolDefinition)
        : type.Type == typeof(RunLimitsBody) ? nameof(RunLimits)
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    private static Task DescribeOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<ParameterDescription>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = parameter.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
            });
        }
        if (context.Description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true)
        {
            var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededScope>().Select(static needed => needed.Name).ToList();
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = needed }];
        }
        return Task.CompletedTask;
    }

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AgentGrains",
            Version = Name,
            Description = "Durable sessions for AI agents. A session is the fold of its journal, and a run is a stretch of it.",
        };
        // The address is the one the document was read from, and differs from host to host.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme, Description = "An API key or a token. The tenant and the scopes come from it; an operation names the scope that it needs." },
        };
        return Task.CompletedTask;
    }
}
