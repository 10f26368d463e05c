using System.Text.Json;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Contracts;

/// <summary>A value of the core as JSON, between hosts. Within one host the value itself is handed over.</summary>
/// <param name="Utf8">The JSON.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.JsonSurrogate")]
public readonly record struct JsonSurrogate([property: Id(0)] byte[] Utf8);

/// <summary>An input in a type of its own, because a converter serves one type and not those derived from it.</summary>
/// <param name="Value">The input.</param>
public sealed record InputEnvelope(SessionInput Value);

/// <summary>Carries <see cref="SessionInput"/>.</summary>
[RegisterConverter]
public sealed class InputEnvelopeSurrogate : IConverter<InputEnvelope, JsonSurrogate>
{
    /// <inheritdoc/>
    public InputEnvelope ConvertFromSurrogate(in JsonSurrogate surrogate) => new(JsonSerializer.Deserialize(surrogate.Utf8, WireForms.Default.SessionInput)!);

    /// <inheritdoc/>
    public JsonSurrogate ConvertToSurrogate(in InputEnvelope value) => new(JsonSerializer.SerializeToUtf8Bytes(value.Value, WireForms.Default.SessionInput));
}

/// <summary>Carries <see cref="RunView"/>.</summary>
[RegisterConverter]
public sealed class RunViewSurrogate : IConverter<RunView, JsonSurrogate>
{
    /// <inheritdoc/>
    public RunView ConvertFromSurrogate(in JsonSurrogate surrogate) => JsonSerializer.Deserialize(surrogate.Utf8, WireForms.Default.RunView)!;

    /// <inheritdoc/>
    public JsonSurrogate ConvertToSurrogate(in RunView value) => new(JsonSerializer.SerializeToUtf8Bytes(value, WireForms.Default.RunView));
}

/// <summary>Carries <see cref="SessionView"/>.</summary>
[RegisterConverter]
public sealed class SessionViewSurrogate : IConverter<SessionView, JsonSurrogate>
{
    /// <inheritdoc/>
    public SessionView ConvertFromSurrogate(in JsonSurrogate surrogate) => JsonSerializer.Deserialize(surrogate.Utf8, WireForms.Default.SessionView)!;

    /// <inheritdoc/>
    public JsonSurrogate ConvertToSurrogate(in SessionView value) => new(JsonSerializer.SerializeToUtf8Bytes(value, WireForms.Default.SessionView));
}
