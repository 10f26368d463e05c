using System.Globalization;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Parameters;

/// <summary>Reads query parameters and ids of paths; what cannot be read is a failure that names the parameter.</summary>
internal static class Query
{
    /// <summary>The items of a page if the request sets no limit.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The most items of a page.</summary>
    public const int MaxLimit = 100;

    /// <summary>A parameter's text; null where it is missing or empty.</summary>
    public static string? Text(HttpContext context, string name)
    {
        var values = context.Request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0] is { Length: > 0 } text ? text : null,
            _ => throw Invalid(name, "may come once."),
        };
    }

    /// <summary>How many items to return; null if absent.</summary>
    public static int? Limit(HttpContext context)
    {
        if (Text(context, "limit") is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw Invalid("limit", $"is a whole number from 1 to {MaxLimit}.");
    }

    /// <summary>A time; null if absent.</summary>
    public static DateTimeOffset? Time(HttpContext context, string name)
    {
        if (Text(context, name) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && char.IsAsciiDigit(text[0]) && text.Contains('-', StringComparison.Ordinal)
            ? time
            : throw Invalid(name, "is a time in ISO 8601, such as 2030-01-31T12:00:00Z.");
    }

    /// <summary>One of a set of values; null if absent.</summary>
    public static string? Word(HttpContext context, string name, IReadOnlyCollection<string> words)
    {
        var text = Text(context, name);
        return text is null || words.Contains(text) ? text : throw Invalid(name, $"is one of: {string.Join(", ", words)}.");
    }

    /// <summary>A run's id in a path.</summary>
    public static RunId Run(string text) =>
        RunId.TryParse(text, out var id) ? id : throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no run '{Shown(text)}'.");

    /// <summary>A session's id in a path.</summary>
    public static SessionId Session(string text) =>
        SessionId.TryParse(text, out var id) ? id : throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session '{Shown(text)}'.");

    /// <summary>The failure of a parameter or header.</summary>
    public static AgentGrainsException Invalid(string name, string rule)
    {
        var fields = new FieldErrors();
        fields.Add(name, $"{name} {rule}");
        return new AgentGrainsException(ErrorCodes.InvalidParameter, $"{name} {rule}") { Fields = fields.ToDictionary() };
    }

    /// <summary>A text of the client's, short enough to be said back.</summary>
    public static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
