using System.Globalization;
using AgentGrains.Client.Wire;

namespace AgentGrains.Client;

/// <summary>Defines agents and shows them.</summary>
public sealed class AgentsClient
{
    private readonly Connection connection;

    internal AgentsClient(Connection connection) => this.connection = connection;

    /// <summary>Defines an agent; the same definition again changes nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="definition">What to define.</param>
    /// <param name="basedOn">The version that has to be the newest; null does not care.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Agent> PutAsync(string name, AgentDefinition definition, int? basedOn = null, CancellationToken cancellation = default) =>
        connection.PutAsync($"v1/agents/{Paths.Name(name)}", definition, ClientJson.Default.AgentDefinition, basedOn, ClientJson.Default.Agent, cancellation);

    /// <summary>An agent's newest version, or the one of a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Agent> GetAsync(string name, int? version = null, CancellationToken cancellation = default) =>
        connection.GetAsync($"v1/agents/{Paths.Name(name)}{(version is null ? "" : string.Create(CultureInfo.InvariantCulture, $"/versions/{version}"))}", ClientJson.Default.Agent, cancellation);

    /// <summary>A page of agents, by name.</summary>
    /// <param name="limit">The most items.</param>
    /// <param name="cursor">The <c>NextCursor</c> of the previous page; null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Page<Agent>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellation = default) =>
        connection.GetAsync(Paths.Query("v1/agents", ("limit", limit?.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)), ClientJson.Default.AgentPage, cancellation);

    /// <summary>Archives an agent.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task ArchiveAsync(string name, CancellationToken cancellation = default) => connection.DeleteAsync($"v1/agents/{Paths.Name(name)}", cancellation);
}
