using System.Globalization;
using AgentGrains.Api.Parameters;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Runs;

/// <summary>Reads the steps of a run from its session's journal.</summary>
internal sealed class StepReader(JournalReader journal)
{
    private const string List = "steps";

    /// <summary>A page of steps.</summary>
    public async ValueTask<StepListBody> ReadAsync(TenantId tenant, RunId run, int limit, string? cursor, CancellationToken cancellation)
    {
        var filter = run.ToString();
        var after = Cursor.Read(cursor, List, filter, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        var from = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        var fold = new StepFold(run);
        await foreach (var entry in journal.ReadToEndAsync(new SessionKey(tenant, run.Session), 0, cancellation))
        {
            if (entry.Entry.Run == run.Key)
                fold.Add(entry);
        }
        var found = fold.Steps.Where(step => step.Number > from).Take(limit + 1).ToList();
        var page = found.Take(limit).ToList();
        return new StepListBody(page, found.Count > limit ? Cursor.Write(List, filter, page[^1].Number.ToString(CultureInfo.InvariantCulture)) : null);
    }
}
