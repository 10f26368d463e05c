using Azure;
using Azure.Data.Tables.Models;

namespace AgentGrains.Storage.Azure.OrleansTables;

/// <summary>What the answers of the store say about a conditional write.</summary>
internal static class StoreAnswers
{
    /// <summary>Whether the row is not as the write asked for: changed, already there, or gone.</summary>
    /// <remarks>By the code and not by the status: a 409 may also say that the table is being deleted, a 404 that there is none.</remarks>
    public static bool IsContention(this RequestFailedException failure) =>
        failure.Status == 412
        || failure.ErrorCode == TableErrorCode.EntityAlreadyExists
        || failure.ErrorCode == TableErrorCode.ResourceNotFound
        || failure.ErrorCode == TableErrorCode.EntityNotFound;
}
