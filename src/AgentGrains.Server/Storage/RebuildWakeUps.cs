using AgentGrains.Core.Stores;
using AgentGrains.Runtime.WakeUps;
using AgentGrains.Storage.Azure;

namespace AgentGrains.Server.Storage;

/// <summary>The command <c>rebuild-wake-ups</c>, for stores that were restored without them: rebuilds them, prints how many, and exits. On Azure, silos may run meanwhile.</summary>
internal static class RebuildWakeUps
{
    public const string Command = "rebuild-wake-ups";

    /// <param name="args">Settings, as the service takes them.</param>
    /// <exception cref="Core.Errors.AgentGrainsException">A store is unavailable, or another process has its folder; what was done until then stays, and all of it can be done again.</exception>
    public static async Task RunAsync(string[] args)
    {
        await using var app = ServerComposition.Build(args);
        if (app.Services.GetService<AzureStorage>() is { } azure)
            await azure.PrepareAsync(CancellationToken.None);
        var sessions = await WakeUpRebuild.RunAsync(
            app.Services.GetRequiredService<IJournalStore>(), app.Services.GetRequiredService<IWakeUpStore>(), app.Services.GetRequiredService<TimeProvider>(), CancellationToken.None);
        await Console.Out.WriteLineAsync($"Rebuilt the wake-ups of {sessions} sessions: of all that have an unfinished run.");
    }
}
