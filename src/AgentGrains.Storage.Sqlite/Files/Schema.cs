using AgentGrains.Core.Errors;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>The tables of a kind of file, as the ordered list of steps that lead to them. A released step is never changed; a new form is a new step.</summary>
/// <param name="Steps">The SQL of each step; the file's <c>user_version</c> counts those it has taken.</param>
/// <param name="PageBytes">Bytes of a page. A new file takes it; an old one keeps its own.</param>
/// <param name="Load">Reads what is kept in memory while the file is open.</param>
internal sealed record Schema(IReadOnlyList<string> Steps, int PageBytes = 4 * 1024, Action<Connection>? Load = null)
{
    /// <summary>The version this program knows.</summary>
    public int Version => Steps.Count;

    /// <summary>Fails where a newer program wrote the file; reads only.</summary>
    /// <returns>The file's version; 0 for a new file.</returns>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.NewerData"/>.</exception>
    public int Check(Connection connection, string path)
    {
        var stored = (int)connection.Sql("PRAGMA user_version").First(row => row.Number(0));
        return stored <= Version ? stored : throw new AgentGrainsException(
            ErrorCodes.NewerData, $"'{path}' has version {stored}; this program knows versions up to {Version}. Run the newer program, or restore a backup from before it.");
    }

    /// <summary>Runs the migrations that the file does not have yet, each in its own transaction, so that a start after a crash resumes between two.</summary>
    public void Migrate(Connection connection, int stored)
    {
        for (var version = stored; version < Version; version++)
            connection.Script($"BEGIN IMMEDIATE; {Steps[version]}; PRAGMA user_version = {version + 1}; COMMIT");
    }
}
