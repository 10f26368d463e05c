using AgentGrains.Storage.Azure.OrleansTables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Storage.Azure.Reminders;

/// <summary>Adds reminders on Azure Table Storage to a silo.</summary>
public static class AzureReminderRegistration
{
    /// <summary>Keeps reminders in the table <c>OrleansReminders</c>, which is created at its first use. May be called more than once.</summary>
    /// <param name="builder">The silo; its services hold the client of the storage account.</param>
    public static ISiloBuilder UseAzureReminders(this ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.TryAddSingleton<IReminderTable>(provider => ActivatorUtilities.CreateInstance<AzureReminderTable>(provider, provider.TableService()));
        return builder;
    }
}
