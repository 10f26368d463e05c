using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Parameters;

/// <summary>Reads how a client prefers to be answered.</summary>
internal static class Preference
{
    /// <summary>The longest a client may be kept waiting, in seconds.</summary>
    public const int MaxWaitSeconds = 60;

    private const string Wait = "wait";

    /// <summary>The seconds of <c>Prefer: wait=N</c>, capped at the maximum; null if absent.</summary>
    public static int? WaitSeconds(HttpRequest request)
    {
        if (!TryFindWait(request, out var wait))
            return null;
        return int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, MaxWaitSeconds)
            : throw Query.Invalid("Prefer", $"waits for whole seconds: wait=0 to wait={MaxWaitSeconds}.");
    }

    /// <summary>Whether the client asks to be kept waiting, for however long.</summary>
    public static bool Waits(HttpRequest request) => TryFindWait(request, out _);

    /// <summary>Whether the client asks for a stream of events.</summary>
    public static bool WantsEvents(HttpRequest request)
    {
        foreach (var header in request.Headers.Accept)
        {
            if (header is not null && header.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool TryFindWait(HttpRequest request, out ReadOnlySpan<char> wait)
    {
        foreach (var header in request.Headers["Prefer"])
        {
            foreach (var range in header.AsSpan().Split(','))
            {
                var preference = header.AsSpan()[range].Trim();
                var equals = preference.IndexOf('=');
                if (equals < 0 || !preference[..equals].Trim().Equals(Wait, StringComparison.OrdinalIgnoreCase))
                    continue;
                wait = preference[(equals + 1)..].Trim();
                return true;
            }
        }
        wait = default;
        return false;
    }
}
