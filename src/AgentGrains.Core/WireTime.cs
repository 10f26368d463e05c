using System.Globalization;

namespace AgentGrains.Core;

/// <summary>Times as clients see them: ISO 8601, UTC, milliseconds.</summary>
public static class WireTime
{
    /// <summary>The form, for <see cref="DateTimeOffset.ToString(string?, IFormatProvider?)"/>.</summary>
    public const string Form = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Writes a time.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The time cut to whole milliseconds, which is all that journals and clients keep.</summary>
    public static DateTimeOffset Trim(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
