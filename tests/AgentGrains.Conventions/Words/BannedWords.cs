namespace AgentGrains.Conventions.Words;

/// <summary>The words that comments, documents, logs, errors and names do not use, with their replacements.</summary>
internal static class BannedWords
{
    public static readonly BannedWord[] All =
    [
        new("no caller, no host, or a passive sentence", "nobody"),
        new("the caller, the operator, or the role that acts", "whoever"),
        new("a caller, a person, another host", "somebody"),
        new("any caller, any host", "anybody"),
        new("in flight, running, active", "under way", "underway"),
        new("started", "begun"),
        new("cancelled", "called off", "call off", "calling off"),
        new("executed", "carried out", "carry out", "carries out", "carrying out", "carry it out", "carries it out", "carry nothing out"),
        new("continues, resumes, proceeds", "goes on", "go on", "going on", "went on", "gone on"),
        new("again, new", "anew"),
        new("fix, repair, resolve", "mend", "mends", "mended", "mending"),
    ];

    public static IEnumerable<BannedUse> FindIn(string text) => All.SelectMany(word => word.FindIn(text));
}
