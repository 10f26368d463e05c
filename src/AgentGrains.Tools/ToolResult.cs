using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AgentGrains.Core.Tools;

namespace AgentGrains.Tools;

/// <summary>Reads what a tool answered. What cannot go to a model as text becomes an error that says so.</summary>
internal static class ToolResult
{
    /// <summary>The most bytes a tool's answer may have.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<ToolOutcome.Answered> ReadAsync(HttpResponseMessage response, bool isError, CancellationToken cancellation)
    {
        var type = response.Content.Headers.ContentType;
        if (type is not null && !IsText(type.MediaType ?? ""))
            return Refuse(response, $"with {type.MediaType}, not with text");
        if (EncodingOf(type) is not { } encoding)
            return Refuse(response, $"in the charset {type?.CharSet}, which is not known here");
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellation);
            return new ToolOutcome.Answered(encoding.GetString(await response.Content.ReadAsByteArrayAsync(cancellation)), isError);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return Refuse(response, string.Create(CultureInfo.InvariantCulture, $"with more than {MaxBytes} bytes"));
        }
        catch (DecoderFallbackException)
        {
            return Refuse(response, "with bytes that are no text");
        }
    }

    private static ToolOutcome.Answered Refuse(HttpResponseMessage response, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The tool answered {(int)response.StatusCode} {what}; its answer cannot be shown."), IsError: true);

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        || mediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
        || mediaType.ToLowerInvariant() is "application/json" or "application/xml" or "application/yaml" or "application/x-ndjson"
            or "application/javascript" or "application/x-www-form-urlencoded";

    private static Encoding? EncodingOf(MediaTypeHeaderValue? type) => type?.CharSet?.Trim('"').ToLowerInvariant() switch
    {
        null or "" or "utf-8" or "utf8" or "us-ascii" => Utf8,
        "iso-8859-1" or "latin1" => Encoding.Latin1,
        "utf-16" or "utf-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => null,
    };
}
