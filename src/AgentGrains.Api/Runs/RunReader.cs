using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Runs;

/// <summary>Finds runs, wherever they are kept, and the texts of their answers.</summary>
internal sealed class RunReader(ISessions sessions, IVisibilityStore visibility, JournalReader journal, ContentStore contents)
{
    /// <summary>A run as it is now.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.NotFound"/>.</exception>
    public async ValueTask<RunView> FindAsync(TenantId tenant, RunId run, CancellationToken cancellation) =>
        await sessions.FindRunAsync(new SessionKey(tenant, run.Session), run.Key, cancellation)
        ?? await visibility.ReadRunAsync(tenant, run, cancellation)
        ?? throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no run '{run}'.");

    /// <summary>The body of a run, its answer's text with it.</summary>
    public ValueTask<RunBody> BodyAsync(TenantId tenant, RunView view, CancellationToken cancellation) => view switch
    {
        { Output.Text: { } text } => ValueTask.FromResult(RunBody.Of(view, text)),
        { Output: null, OutputPosition: null } => ValueTask.FromResult(RunBody.Of(view, null)),
        _ => ReadBodyAsync(tenant, view, cancellation),
    };

    private async ValueTask<RunBody> ReadBodyAsync(TenantId tenant, RunView view, CancellationToken cancellation)
    {
        var output = view.Output ?? await AtAsync(new SessionKey(tenant, view.Id.Session), view.OutputPosition!.Value, cancellation);
        return RunBody.Of(view, output is null ? null : await contents.ReadAsync(tenant, output, cancellation));
    }

    private async ValueTask<Content?> AtAsync(SessionKey session, long position, CancellationToken cancellation)
    {
        await foreach (var entry in journal.ReadAsync(session, position, position + 1, cancellation))
            return (entry.Entry as AssistantMessage)?.Content;
        return null;
    }
}
