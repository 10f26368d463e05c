namespace AgentGrains.Harness.Proxies;

/// <summary>What a request asks of a storage account.</summary>
public enum StoreOperation
{
    /// <summary>An entity-group transaction: <c>POST $batch</c>.</summary>
    TableTransaction,

    /// <summary>A write of one entity, or of a table.</summary>
    TableWrite,

    /// <summary>A read of entities, by point or by query.</summary>
    TableRead,

    /// <summary>A write or a deletion of a blob, a container or a lease.</summary>
    BlobWrite,

    /// <summary>A read of a blob, its properties, or a listing.</summary>
    BlobRead,
}
