using AgentGrains.Storage.Sqlite.Journals;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>What a file's writer works on. Only its thread touches this.</summary>
/// <param name="Connection">The only connection that writes the file.</param>
/// <param name="Heads">What the writer remembers of the sessions it wrote; emptied when a transaction is rolled back.</param>
internal sealed record WriterState(Connection Connection, SessionHeads Heads);
