using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AgentGrains.Grains.Telemetry;

/// <summary>
/// Gives a span the id that follows from the journal, so that spans of other hosts can be its children before it is told, and be linked with it after its host is gone.
/// </summary>
/// <remarks>
/// The public API makes every id by chance. Durable Task sets the same fields, by reflection. Should a runtime rename them, the first call says so
/// (<see cref="MissingFieldException"/>), and so does a test.
/// </remarks>
internal static class ActivityIds
{
    /// <summary>Gives a started span its id, before any listener sees it.</summary>
    public static void Set(Activity started, ActivitySpanId span)
    {
        SpanIdOf(started) = span.ToHexString();
        // Created from the span's id on the first read.
        IdOf(started) = null;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? IdOf(Activity activity);
}
