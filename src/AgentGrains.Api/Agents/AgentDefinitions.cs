using AgentGrains.Core;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Agents;

/// <summary>Writes new versions of agents. Versions have no gaps, also with concurrent writers.</summary>
internal sealed class AgentDefinitions(IDefinitionStore definitions, AgentCatalog catalog, IModelCatalog models, TimeProvider time)
{
    /// <summary>Stands for any version in a condition: there has to be one.</summary>
    public const int AnyVersion = -1;

    // A writer that loses a race looks again once; losing again, it is told.
    private const int Tries = 2;

    /// <summary>Defines an agent; the same definition again changes nothing.</summary>
    /// <param name="tenant">Whose agent.</param>
    /// <param name="name">Its name.</param>
    /// <param name="definition">What to define.</param>
    /// <param name="basedOn">The version that has to be the newest; null does not care.</param>
    /// <param name="cancellation">Gives the request up.</param>
    /// <returns>The newest version now, and whether the agent is new.</returns>
    public async ValueTask<(DefinitionDocument Document, bool IsNew)> PutAsync(
        TenantId tenant, string name, AgentDefinition definition, int? basedOn, CancellationToken cancellation)
    {
        AgentValidator.Check(definition, models).ThrowIfAny("definition");
        var body = AgentJson.Write(definition);
        if (body.Length > AgentValidator.MaxDefinitionBytes)
            throw new AgentGrainsException(ErrorCodes.TooLarge, $"The definition has {body.Length} bytes; it may have {AgentValidator.MaxDefinitionBytes}.");
        for (var tried = 0; tried < Tries; tried++)
        {
            var newest = await definitions.ReadAsync(tenant, AgentDefinition.Kind, name, null, cancellation);
            Require(newest, name, basedOn);
            if (newest is { Archived: false } && newest.Body.Span.SequenceEqual(body))
                return (newest, false);
            var next = new DefinitionDocument(name, (newest?.Version ?? 0) + 1, body, WireTime.Trim(time.GetUtcNow()), false);
            if (await TryPutAsync(tenant, next, cancellation))
                return (next, newest is null);
        }
        throw Stale(name);
    }

    /// <summary>Archives an agent; one that is archived stays so.</summary>
    public async ValueTask ArchiveAsync(TenantId tenant, string name, int? basedOn, CancellationToken cancellation)
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            var newest = await ReadAsync(tenant, name, null, cancellation);
            Require(newest, name, basedOn);
            if (newest.Archived)
                return;
            var next = newest with { Version = newest.Version + 1, CreatedAt = WireTime.Trim(time.GetUtcNow()), Archived = true };
            if (await TryPutAsync(tenant, next, cancellation))
                return;
        }
        throw Stale(name);
    }

    /// <summary>One version of an agent, or its newest.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.NotFound"/>.</exception>
    public async ValueTask<DefinitionDocument> ReadAsync(TenantId tenant, string name, int? version, CancellationToken cancellation)
    {
        var found = AgentValidator.IsName(name) ? await definitions.ReadAsync(tenant, AgentDefinition.Kind, name, version, cancellation) : null;
        return found ?? throw new AgentGrainsException(ErrorCodes.NotFound, version is null ? $"There is no agent '{name}'." : $"There is no version {version} of agent '{name}'.");
    }

    private async ValueTask<bool> TryPutAsync(TenantId tenant, DefinitionDocument next, CancellationToken cancellation)
    {
        try
        {
            return await definitions.TryPutAsync(tenant, AgentDefinition.Kind, next, next.Version - 1, cancellation);
        }
        finally
        {
            // After a failure it may have been stored all the same.
            catalog.Forget(tenant, next.Name);
        }
    }

    private static void Require(DefinitionDocument? newest, string name, int? basedOn)
    {
        if (basedOn is null || (basedOn == AnyVersion && newest is not null) || basedOn == newest?.Version)
            return;
        throw Stale(name, newest is null ? "there is none" : $"the newest version is {newest.Version}");
    }

    private static AgentGrainsException Stale(string name, string? now = null) =>
        new(ErrorCodes.StaleDefinition, $"The agent '{name}' is not the one the change is based on: {now ?? "another request changes it at the same time"}. Read it and try again.");
}
