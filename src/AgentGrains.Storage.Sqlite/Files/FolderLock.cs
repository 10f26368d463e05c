using AgentGrains.Core.Errors;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>The claim of one process to a data folder. The system drops it with the process, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the claim; makes the folder where there is none.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.DataFolderInUse"/>, or <see cref="ErrorCodes.StoreUnavailable"/> where the folder cannot be written.</exception>
    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (IsSharingViolation(held))
        {
            throw new AgentGrainsException(
                ErrorCodes.DataFolderInUse, $"'{folder}' is in use by another process. Stop it, or give this one a data folder of its own.", held);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StoreFailures.Translate(failure, folder);
        }
    }

    public void Dispose() => file.Dispose();

    // The runtime hands the system's own number over: EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsSharingViolation(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
