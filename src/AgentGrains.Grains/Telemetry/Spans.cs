using System.Diagnostics;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Creates spans whose ids derive from the journal: live ones around attempts in flight, and past ones of what the journal contains.</summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(OwnNames.Source, typeof(Spans).Assembly.GetName().Version?.ToString(3));

    /// <summary>Starts a span, the current one from here on; null if it is not sampled.</summary>
    public static Activity? Start(string name, ActivityKind kind, ActivityContext parent, ActivitySpanId id, in TagList tags, params ReadOnlySpan<ActivityLink> links) =>
        Start(name, kind, parent, id, tags, links, default);

    /// <summary>Emits a finished span; does nothing if it is not sampled.</summary>
    public static void Tell(
        string name, ActivityKind kind, ActivityContext parent, ActivitySpanId id, in TagList tags, DateTimeOffset from, DateTimeOffset to, string? error, params ReadOnlySpan<ActivityLink> links)
    {
        // A span without a parent would become a child of whatever is current.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            using var span = Start(name, kind, parent, id, tags, links, from);
            if (span is null)
                return;
            if (error is not null)
                Fail(span, error);
            span.SetEndTime(to > from ? to.UtcDateTime : from.UtcDateTime);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>A link that says what it is for.</summary>
    public static ActivityLink Link(ActivityContext to, string kind) => new(to, new ActivityTagsCollection { { OwnNames.LinkKind, kind } });

    /// <summary>Says that what the span tells failed. Never with a message: it may hold what a user or a model wrote.</summary>
    public static void Fail(Activity span, string error)
    {
        span.SetStatus(ActivityStatusCode.Error);
        span.SetTag(GenAi.ErrorType, error);
    }

    private static Activity? Start(
        string name, ActivityKind kind, ActivityContext parent, ActivitySpanId id, in TagList tags, ReadOnlySpan<ActivityLink> links, DateTimeOffset from)
    {
        if (!Source.HasListeners() || Source.CreateActivity(name, kind, parent, tags, links.ToArray(), ActivityIdFormat.W3C) is not { } span)
            return null;
        if (from != default)
            span.SetStartTime(from.UtcDateTime);
        span.Start();
        ActivityIds.Set(span, id);
        return span;
    }
}
