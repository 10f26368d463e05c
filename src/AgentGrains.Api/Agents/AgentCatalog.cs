using System.Collections.Concurrent;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Agents;

/// <summary>The newest versions of agents, at most a second old and never older than a change made through this host.</summary>
internal sealed class AgentCatalog(IDefinitionStore definitions, TimeProvider time)
{
    /// <summary>How old what is known of an agent may be. A change on another host takes so long to be seen here.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    // Agents are few; if a tenant has more than these, the catalog only starts empty again.
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<(TenantId Tenant, string Name), Reading> readings = new();

    /// <summary>The newest version of an agent; null where there is none.</summary>
    public async ValueTask<KnownAgent?> FindAsync(TenantId tenant, string name)
    {
        var key = (tenant, name);
        readings.TryGetValue(key, out var reading);
        if (reading is null || time.GetElapsedTime(reading.StartedAt) >= MaxAge)
            reading = Begin(key, reading);
        try
        {
            var known = await reading.Result.Value;
            if (known is null)
                Forget(key, reading);
            return known;
        }
        catch
        {
            Forget(key, reading);
            throw;
        }
    }

    /// <summary>Forgets what is known of an agent, because it has changed.</summary>
    public void Forget(TenantId tenant, string name) => readings.TryRemove((tenant, name), out _);

    private Reading Begin((TenantId Tenant, string Name) key, Reading? old)
    {
        if (readings.Count > MaxKept)
            readings.Clear();
        // Concurrent callers share one reading, so no single caller's cancellation cancels it.
        var started = new Reading(time.GetTimestamp(), new Lazy<Task<KnownAgent?>>(() => ReadAsync(key, old)));
        if (old is null)
            return readings.GetOrAdd(key, started);
        return readings.TryUpdate(key, started, old) ? started : readings.GetOrAdd(key, started);
    }

    private async Task<KnownAgent?> ReadAsync((TenantId Tenant, string Name) key, Reading? old)
    {
        var document = await definitions.ReadAsync(key.Tenant, AgentDefinition.Kind, key.Name, null, CancellationToken.None);
        if (document is null)
            return null;
        // A version never changes, so what was parsed of it stays good.
        if (old is { Result: { IsValueCreated: true, Value.IsCompletedSuccessfully: true } } && await old.Result.Value is { } known && known.Version == document.Version)
            return known;
        return new KnownAgent(document.Version, document.Archived, AgentJson.Read(document.Body.Span));
    }

    private void Forget((TenantId Tenant, string Name) key, Reading reading) => readings.TryRemove(KeyValuePair.Create(key, reading));

    private sealed record Reading(long StartedAt, Lazy<Task<KnownAgent?>> Result)
    {
        public bool Equals(Reading? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => Result.GetHashCode();
    }
}

/// <summary>The newest version of an agent.</summary>
/// <param name="Version">Which.</param>
/// <param name="Archived">Whether the agent is no longer in use.</param>
/// <param name="Definition">What was defined.</param>
internal sealed record KnownAgent(int Version, bool Archived, AgentDefinition Definition);
