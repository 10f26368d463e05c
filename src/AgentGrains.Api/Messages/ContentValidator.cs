using System.Text;
using AgentGrains.Core.Errors;

namespace AgentGrains.Api.Messages;

/// <summary>Checks the content of messages.</summary>
internal static class ContentValidator
{
    /// <summary>The most bytes of a message's text.</summary>
    public const int MaxTextBytes = 1024 * 1024;

    /// <summary>The most parts of a message.</summary>
    public const int MaxParts = 64;

    /// <summary>The most bytes of an image or a file.</summary>
    public const int MaxFileBytes = 3 * 1024 * 1024;

    private const int MaxUrlLength = 2048;
    private const int MaxNameLength = 255;

    private static readonly string[] ImageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Adds what is wrong with the content of a message of a role.</summary>
    public static void Check(MessageContent content, string role, string path, FieldErrors errors)
    {
        CheckText(content.Text, path, errors);
        if (content.Parts is not { } parts)
            return;
        if (parts.Count is < 1 or > MaxParts)
            errors.Add(path, $"From 1 to {MaxParts} parts.");
        for (var i = 0; i < Math.Min(parts.Count, MaxParts); i++)
            CheckPart(parts[i], role, $"{path}[{i}]", errors);
    }

    /// <summary>Adds what is wrong with a text.</summary>
    public static void CheckText(string text, string path, FieldErrors errors)
    {
        if (text.Length > MaxTextBytes || Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
            errors.Add(path, $"A text has at most {MaxTextBytes} bytes.");
    }

    private static void CheckPart(ContentPart? part, string role, string path, FieldErrors errors)
    {
        switch (part)
        {
            case null:
                errors.Add(path, "A part is an object.");
                break;
            case { Type: "text", Text: null } or { Type: "image_url", ImageUrl: null } or { Type: "file", File: null }:
                errors.Add($"{path}.{part.Type}", $"A part of type {part.Type} has this field.");
                break;
            case { Type: "text", ImageUrl: null, File: null }:
                break;
            case { Type: "image_url", Text: null, File: null, ImageUrl: { } image }:
                RequireUser(role, path, errors);
                CheckImage(image, $"{path}.image_url", errors);
                break;
            case { Type: "file", Text: null, ImageUrl: null, File: { } file }:
                RequireUser(role, path, errors);
                CheckFile(file, $"{path}.file", errors);
                break;
            case { Type: "text" or "image_url" or "file" }:
                errors.Add(path, "A part has its type's own field and no other.");
                break;
            default:
                errors.Add($"{path}.type", "One of: text, image_url, file.");
                break;
        }
    }

    private static void RequireUser(string role, string path, FieldErrors errors)
    {
        if (role != "user")
            errors.Add(path, "Only messages of the user have images and files.");
    }

    private static void CheckImage(ImagePart image, string path, FieldErrors errors)
    {
        if (image.Detail is not (null or "auto" or "low" or "high"))
            errors.Add($"{path}.detail", "One of: auto, low, high.");
        CheckOnlyInAnswers(image.MediaType, image.Bytes, path, errors);
        if (!image.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            if (image.Url.Length > MaxUrlLength || !Uri.TryCreate(image.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                errors.Add($"{path}.url", $"An http or https address of at most {MaxUrlLength} characters, or a data URL.");
            return;
        }
        if (CheckData(image.Url, $"{path}.url", errors) is { } data && !ImageTypes.Contains(data.MediaType))
            errors.Add($"{path}.url", $"An image of one of the media types {string.Join(", ", ImageTypes)}; this is '{data.MediaType}'.");
    }

    private static void CheckFile(FilePart file, string path, FieldErrors errors)
    {
        CheckOnlyInAnswers(file.MediaType, file.Bytes, path, errors);
        if (file.Filename is { Length: < 1 or > MaxNameLength })
            errors.Add($"{path}.filename", $"From 1 to {MaxNameLength} characters.");
        if (file.FileId is { Length: < 1 or > MaxNameLength })
            errors.Add($"{path}.file_id", $"From 1 to {MaxNameLength} characters.");
        if (file.FileData is null == file.FileId is null)
            errors.Add(path, "Either file_data or file_id.");
        else if (file.FileData is { } data)
            CheckData(data, $"{path}.file_data", errors);
    }

    private static DataUrl? CheckData(string url, string path, FieldErrors errors)
    {
        var data = DataUrl.Read(url);
        if (data is null)
            errors.Add(path, "A data URL such as data:image/png;base64,iVBOR….");
        else if (data.Bytes.Length is 0 or > MaxFileBytes)
            errors.Add(path, $"From 1 to {MaxFileBytes} bytes; these are {data.Bytes.Length}.");
        return data;
    }

    private static void CheckOnlyInAnswers(string? mediaType, int? bytes, string path, FieldErrors errors)
    {
        if (mediaType is not null)
            errors.Add($"{path}.media_type", "Only in answers: the data URL has it.");
        if (bytes is not null)
            errors.Add($"{path}.bytes", "Only in answers.");
    }
}
