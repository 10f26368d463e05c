using AgentGrains.Core.Ids;

namespace AgentGrains.Contracts;

/// <summary>A tenant's id between hosts.</summary>
/// <param name="Value">The id as text.</param>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.TenantIdSurrogate")]
public readonly record struct TenantIdSurrogate([property: Id(0)] string Value);

/// <summary>Carries <see cref="TenantId"/>; what is received is validated.</summary>
[RegisterConverter]
public sealed class TenantIdConverter : IConverter<TenantId, TenantIdSurrogate>
{
    /// <inheritdoc/>
    public TenantId ConvertFromSurrogate(in TenantIdSurrogate surrogate) => TenantId.Parse(surrogate.Value);

    /// <inheritdoc/>
    public TenantIdSurrogate ConvertToSurrogate(in TenantId value) => new(value.Value);
}
