using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Agents;

/// <summary>The form in which users write definitions and stores keep them: snake case. In what users write an unknown field is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentDefinition))]
[JsonSerializable(typeof(Models.ModelParameters))]
public sealed partial class AgentJson : JsonSerializerContext
{
    /// <summary>Reads a stored definition. A field that this version does not know is left out: the release after this one may have stored it, or one before.</summary>
    public static AgentDefinition Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Stored.Form.AgentDefinition) ?? throw new JsonException("A definition is an object.");

    /// <summary>Writes a definition; equal definitions give equal bytes.</summary>
    public static byte[] Write(AgentDefinition definition) => JsonSerializer.SerializeToUtf8Bytes(definition, Default.AgentDefinition);

    // In a class of its own: the order in which the parts of this one are initialised is not defined.
    private static class Stored
    {
        public static readonly AgentJson Form = new(new JsonSerializerOptions(Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip });
    }
}
