using System.Net.Sockets;
using System.Xml;
using AgentGrains.Core.Errors;
using Azure;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>Translates Azure Storage's errors for the operator, with their fixes.</summary>
internal static class StoreFailures
{
    /// <summary>How often a write reads rows again that others change meanwhile.</summary>
    public const int MaxLooks = 8;

    /// <summary>Executes a call; what goes wrong comes as callers know it, but for answers that the store's own code reads (<see cref="IsContention"/>).</summary>
    public static async Task<T> GuardAsync<T>(string account, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (Translate(failure, account) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Whether the store reported that its rows are not the expected ones: another writer was first, or an earlier try of this call.</summary>
    /// <remarks>By the code and not by the status: a 409 may also say that the table is being deleted, a 404 that there is none.</remarks>
    public static bool IsContention(this RequestFailedException failure) =>
        failure.Status == 412
        || failure.ErrorCode == TableErrorCode.EntityAlreadyExists
        || failure.ErrorCode == TableErrorCode.ResourceNotFound
        || failure.ErrorCode == TableErrorCode.EntityNotFound;

    /// <summary>Whether a conditional write that failed like this may have been executed: the stored rows show it.</summary>
    public static bool IsUnclear(Exception failure) =>
        failure is RequestFailedException answered ? IsContention(answered) : failure is AgentGrainsException unanswered && unanswered.Code == ErrorCodes.StoreUnavailable;

    /// <summary>The failure as callers know it; null where it is the store's own code that has to read it.</summary>
    public static AgentGrainsException? Translate(Exception failure, string account) => failure switch
    {
        RequestFailedException { Status: 404, ErrorCode: "TableNotFound" or "ContainerNotFound" } missing => new AgentGrainsException(
            ErrorCodes.DamagedData, $"A table or container of the storage account {account} is gone ({missing.ErrorCode}). Restore it from a backup, or take the tenant out of the table {HostTables.Tenants}.", missing),
        RequestFailedException answered when IsContention(answered) => null,
        RequestFailedException { Status: 401 } refused => Unavailable(
            $"The storage account {account} does not accept the service's identity ({refused.ErrorCode ?? "401"}): it belongs to another Microsoft Entra tenant, or the key is wrong. Name an account of the identity's own tenant.", refused),
        RequestFailedException { Status: 403 } refused => Unavailable(
            $"The storage account {account} refuses the service's identity ({refused.ErrorCode ?? "403"}). It needs the roles Storage Table Data Contributor and Storage Blob Data Contributor on the account, which take some minutes to come into effect; and the account's network rules must let it in. Where a connection string is set, its key may be wrong.", refused),
        RequestFailedException { Status: 429 or 503 } throttled => Unavailable($"The storage account {account} asks for fewer requests ({throttled.ErrorCode ?? "busy"}). The service recovers by itself.", throttled),
        RequestFailedException { Status: 0 } unreachable => Unavailable(
            $"The storage account {account} cannot be reached ({Innermost(unreachable)}). Check its name and its network rules.", unreachable),
        // A connection that is reset as soon as it stands: the client of HTTP asks its socket who the other end is, and lets the failure of that out as it is.
        SocketException or IOException => Unavailable($"The storage account {account} cannot be reached ({Innermost(failure)}). Check its name and its network rules.", failure),
        RequestFailedException other => Unavailable($"The storage account {account} answered {other.Status} ({other.ErrorCode}).", other),
        AuthenticationFailedException identity => Unavailable(
            $"The service has no identity to sign in to the storage account {account} with ({Innermost(identity)}). Assign a managed identity, and name its client id where it is user-assigned.", identity),
        // All tries failed; the first tells why.
        AggregateException { InnerException: { } first } tries => Translate(first, account) ?? Unavailable($"The storage account {account} did not answer in time.", tries),
        // One that has a cause ended because its time was up; a caller who cancels it leaves none.
        TaskCanceledException { InnerException: not null } late => Unavailable($"The storage account {account} did not answer in time.", late),
        XmlException unreadable => Unavailable($"The storage account {account} sent an answer that cannot be read ({unreadable.Message}).", unreadable),
        TimeoutException late => Unavailable($"The storage account {account} did not answer in time.", late),
        _ => null,
    };

    public static AgentGrainsException Newer(string what, int stored, int known) => new(
        ErrorCodes.NewerData, $"{what} has version {stored}; this program knows versions up to {known}. Run the newer program, or name another account.");

    public static AgentGrainsException Damaged(string what) => new(ErrorCodes.DamagedData, what);

    public static AgentGrainsException Contended(string what, RequestFailedException last) => Unavailable($"{what} changed again and again while it was to be written.", last);

    private static AgentGrainsException Unavailable(string detail, Exception inner) =>
        new(ErrorCodes.StoreUnavailable, detail, inner) { RetryAfter = TimeSpan.FromSeconds(2) };

    private static string Innermost(Exception failure)
    {
        var inner = failure;
        while (inner.InnerException is { } next)
            inner = next;
        return inner.Message.Split('\n')[0].TrimEnd('.', ' ', '\r');
    }
}
