using System.Text.Json.Serialization;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Journals;

/// <summary>The stored form of entries and checkpoints.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(PayloadReference))]
[JsonSerializable(typeof(Waiting))]
[JsonSerializable(typeof(SavedFold))]
internal sealed partial class JournalJson : JsonSerializerContext;
