using System.Text.Json;

namespace AgentGrains.Core.Agents;

/// <summary>Checks the texts of JSON that is kept as it was written.</summary>
internal static class JsonTexts
{
    /// <summary>What is wrong if they are not whole.</summary>
    public const string Half = "Half of a surrogate pair is no character: an escape such as \\ud83d needs its other half behind it.";

    /// <summary>Whether all names and texts can be read: JSON allows escapes of half a character, and reading one throws.</summary>
    /// <param name="json">Valid JSON in UTF-8.</param>
    public static bool AreWhole(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
