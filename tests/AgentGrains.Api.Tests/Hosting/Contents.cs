using System.Globalization;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Requests whose messages have parts.</summary>
internal static class Contents
{
    /// <summary>A body for a run whose only message has this content.</summary>
    public static string Run(string content, string role = "user") => string.Create(CultureInfo.InvariantCulture, $$"""{"agent":"airline","input":[{"role":"{{role}}","content":{{content}}}]}""");

    /// <summary>A list of one image by its address or data URL.</summary>
    public static string Image(string url) => $$$"""[{"type":"image_url","image_url":{"url":"{{{url}}}"}}]""";

    /// <summary>A list of one file with this member.</summary>
    public static string File(string member, string value) => $$$"""[{"type":"file","file":{"{{{member}}}":"{{{value}}}"}}]""";

    /// <summary>A data URL of bytes.</summary>
    public static string DataUrl(byte[] bytes, string mediaType = "image/png") => $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";

    /// <summary>Bytes that look like nothing in particular.</summary>
    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
