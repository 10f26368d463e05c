using AgentGrains.Storage.Azure.OrleansTables;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;

namespace AgentGrains.Storage.Azure.GrainState;

/// <summary>Adds grain state on Azure Table Storage to a silo.</summary>
public static class AzureGrainStateRegistration
{
    /// <summary>Keeps grain state in the table <c>OrleansGrainState</c>, which is created at its first use. May be called more than once, also with other names.</summary>
    /// <param name="builder">The silo; its services hold the client of the storage account.</param>
    /// <param name="name">The name grains know this storage by; that of Orleans' default storage unless told otherwise.</param>
    /// <param name="deleteStateOnClear">Whether a state that is cleared loses its row; otherwise the row stays without data, as Microsoft's provider leaves it by default.</param>
    public static ISiloBuilder AddAzureGrainStorage(this ISiloBuilder builder, string name = "Default", bool deleteStateOnClear = true)
    {
        builder.Services.AddGrainStorage(name, (provider, _) => ActivatorUtilities.CreateInstance<AzureGrainStorage>(provider, provider.TableService(), deleteStateOnClear));
        return builder;
    }
}
