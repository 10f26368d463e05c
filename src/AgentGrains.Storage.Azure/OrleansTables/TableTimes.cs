using System.Globalization;

namespace AgentGrains.Storage.Azure.OrleansTables;

/// <summary>Times as Microsoft's layouts write them: text, in UTC, cut to milliseconds.</summary>
internal static class TableTimes
{
    private const string Format = "yyyy-MM-dd HH:mm:ss.fff 'GMT'";

    /// <summary>The text of a time; one that does not say where it is from is in UTC already.</summary>
    public static string Text(DateTime time) =>
        (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).ToString(Format, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">It is not such a text.</exception>
    public static DateTime Parse(string text) =>
        DateTime.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
