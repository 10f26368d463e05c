namespace AgentGrains.Storage.Azure;

/// <summary>The law of Azure Table Storage. The service refuses what breaks it, so whatever may grow is checked against it before it is sent.</summary>
internal static class AzureTableLimits
{
    /// <summary>The most bytes of one binary property; a string property has the same bytes, at two a character.</summary>
    public const int PropertyBytes = 64 * 1024;

    /// <summary>The most UTF-16 characters of one string property.</summary>
    public const int PropertyChars = PropertyBytes / 2;

    /// <summary>The most bytes of one entity, with the names of its properties and its keys.</summary>
    public const int EntityBytes = 1024 * 1024;

    /// <summary>The most properties of one entity that a caller sets; PartitionKey, RowKey and Timestamp come on top.</summary>
    public const int EntityProperties = 252;

    /// <summary>The most entities of one entity group transaction; all are of one partition, and each occurs once.</summary>
    public const int TransactionEntities = 100;

    /// <summary>The most bytes of the body of one entity group transaction, in which binary is Base64 and every entity has its headers.</summary>
    public const int TransactionBytes = 4 * 1024 * 1024;

    /// <summary>A PartitionKey or RowKey of so many characters is refused: each may have 1 KiB, and Microsoft's layouts stop one short of 1,024 characters.</summary>
    public const int KeyChars = 1024;

    /// <summary>The most entities of one page of a query's answer.</summary>
    public const int PageEntities = 1000;
}
