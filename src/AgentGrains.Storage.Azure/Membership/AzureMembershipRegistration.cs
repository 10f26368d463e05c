using AgentGrains.Storage.Azure.OrleansTables;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Storage.Azure.Membership;

/// <summary>Makes silos one cluster over Azure Table Storage.</summary>
public static class AzureMembershipRegistration
{
    /// <summary>Keeps the cluster's membership in the table <c>OrleansSiloInstances</c>, which is created at its first use; the last membership that a silo is given holds.</summary>
    /// <param name="builder">The silo; its services hold the client of the storage account.</param>
    public static ISiloBuilder UseAzureMembership(this ISiloBuilder builder)
    {
        builder.Services.AddSingleton<IMembershipTable>(provider => ActivatorUtilities.CreateInstance<AzureMembershipTable>(provider, provider.TableService()));
        return builder;
    }
}
