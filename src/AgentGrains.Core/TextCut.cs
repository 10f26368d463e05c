namespace AgentGrains.Core;

/// <summary>Shortens text without leaving half a character.</summary>
public static class TextCut
{
    /// <summary>At most so many UTF-16 units of a text; a surrogate pair is not split.</summary>
    public static string To(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
