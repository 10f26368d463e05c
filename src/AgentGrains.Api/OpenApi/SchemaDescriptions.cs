using AgentGrains.Api.Messages;
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
        else if (context.JsonTypeInfo.Type == typeof(MessageContent))
            DescribeContent(schema);
        else if (context.JsonTypeInfo.Type == typeof(HeaderDefinition))
            DescribeHeader(schema);
        else if (context.JsonTypeInfo.Type == typeof(StepName))
            DescribeStep(schema);
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
                        ["content"] = Content(),
                    },
                },
            },
        ];
    }

    private static void DescribeContent(OpenApiSchema schema)
    {
        schema.Description = "A text, or a list of parts. Only messages of the user have images and files.";
        schema.OneOf = Content().OneOf;
    }

    private static OpenApiSchema Content() => new()
    {
        OneOf =
        [
            Text(),
            new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = ContentValidator.MaxParts, Items = new OpenApiSchema { OneOf = [TextPart(), ImagePart(), FilePart()] } },
        ],
    };

    private static OpenApiSchema TextPart() => Part("text", "text", Text());

    private static OpenApiSchema ImagePart() => Part("image_url", "image_url", new OpenApiSchema
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "url" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["url"] = Text("An http or https address that the provider reads, or a data URL with a PNG, JPEG, GIF or WebP image. In answers sha256:… for the latter."),
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["auto", "low", "high"] },
            ["media_type"] = Text("In answers only."),
            ["bytes"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "In answers only." },
        },
    });

    private static OpenApiSchema FilePart() => Part("file", "file", new OpenApiSchema
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["file_data"] = Text("A data URL with the file. In answers sha256:…."),
            ["file_id"] = Text("The id that the provider gave an uploaded file, instead of its data."),
            ["filename"] = Text("The file's name."),
            ["media_type"] = Text("In answers only."),
            ["bytes"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "In answers only." },
        },
    });

    private static OpenApiSchema Part(string type, string member, OpenApiSchema value) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", member },
        Properties = new Dictionary<string, IOpenApiSchema> { ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [type] }, [member] = value },
    };

    private static void DescribeStep(OpenApiSchema schema)
    {
        schema.Description = "A step: its id, or its number within the run, from 1.";
        schema.OneOf = [Text(), new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" }];
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

    private static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };
}
