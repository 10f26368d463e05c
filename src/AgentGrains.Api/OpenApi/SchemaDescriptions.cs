using AgentGrains.Api.Runs;
using AgentGrains.Core.Agents;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AgentGrains.Api.OpenApi;

/// <summary>Describes the bodies whose form their own converters decide, which a generator cannot see into.</summary>
internal static class SchemaDescriptions
{
    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (context.JsonTypeInfo.Type == typeof(RunInput))
            DescribeInput(schema);
        else if (context.JsonTypeInfo.Type == typeof(HeaderDefinition))
            DescribeHeader(schema);
        return Task.CompletedTask;
    }

    private static void DescribeInput(OpenApiSchema schema)
    {
        schema.Description = "A text, or messages, the oldest first.";
        schema.OneOf =
        [
            Text(),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                MaxItems = 100,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "role", "content" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["role"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["user", "assistant", "system"] },
                        ["content"] = Text(),
                    },
                },
            },
        ];
    }

    private static void DescribeHeader(OpenApiSchema schema)
    {
        schema.Description = "A text, or the name of a secret whose value is sent.";
        schema.OneOf =
        [
            Text(),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "secret" },
                Properties = new Dictionary<string, IOpenApiSchema> { ["secret"] = Text() },
            },
        ];
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
