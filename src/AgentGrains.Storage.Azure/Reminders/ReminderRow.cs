using System.Globalization;
using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Reminders;

/// <summary>A reminder as a row.</summary>
internal static class ReminderRow
{
    /// <summary>Hashes are padded and in upper case, so that keys sort as the numbers do.</summary>
    public static string PartitionKey(string serviceId, uint hash) => TableKeys.Sanitised($"{serviceId}_{Text(hash)}");

    public static string RowKey(GrainId grainId, string reminderName) => TableKeys.Sanitised($"{grainId}-{reminderName}");

    public static TableEntity Of(ReminderEntry reminder, string serviceId, string clusterId)
    {
        var hash = reminder.GrainId.GetUniformHashCode();
        return new TableEntity(PartitionKey(serviceId, hash), RowKey(reminder.GrainId, reminder.ReminderName))
        {
            ["GrainReference"] = reminder.GrainId.ToString(),
            ["ReminderName"] = reminder.ReminderName,
            ["ServiceId"] = serviceId,
            ["DeploymentId"] = clusterId,
            ["StartAt"] = TableTimes.Text(reminder.StartAt),
            ["Period"] = reminder.Period.ToString("c", CultureInfo.InvariantCulture),
            ["GrainRefConsistentHash"] = Text(hash),
        };
    }

    /// <exception cref="AgentGrainsException">The row cannot be read.</exception>
    public static ReminderEntry Read(TableEntity row)
    {
        try
        {
            return new ReminderEntry
            {
                GrainId = GrainId.Parse(row.GetString("GrainReference"), CultureInfo.InvariantCulture),
                ReminderName = row.GetString("ReminderName"),
                StartAt = TableTimes.Parse(row.GetString("StartAt")),
                Period = TimeSpan.Parse(row.GetString("Period"), CultureInfo.InvariantCulture),
                ETag = row.ETag.ToString(),
            };
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new AgentGrainsException(ErrorCodes.DamagedData, $"The reminder in row '{row.RowKey}' of partition '{row.PartitionKey}' cannot be read: {failure.Message}", failure);
        }
    }

    private static string Text(uint hash) => hash.ToString("X8", CultureInfo.InvariantCulture);
}
