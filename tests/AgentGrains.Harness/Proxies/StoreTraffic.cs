namespace AgentGrains.Harness.Proxies;

/// <summary>What was asked of one table or container in one way. A request that was lost or refused counts like any other; a doubled one counts once.</summary>
/// <param name="Operation">In which way.</param>
/// <param name="Resource">The table or the container; <c>Tables</c> for making and listing tables, empty for the account itself.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Entities">How many entities they wrote; 0 for reads and blobs.</param>
/// <param name="SentBytes">Bytes of their bodies.</param>
/// <param name="AnsweredBytes">Bytes of the bodies of their answers.</param>
public sealed record StoreTraffic(StoreOperation Operation, string Resource, long Requests, long Entities, long SentBytes, long AnsweredBytes);
