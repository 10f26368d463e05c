namespace AgentGrains.Models.ChatCompletions;

/// <summary>Makes JSON of what some servers send for it: numbers that JSON has not become null, and control characters in texts are escaped.</summary>
internal static class JsonRepair
{
    private static readonly byte[][] NoNumbers = [[.. "-Infinity"u8], [.. "Infinity"u8], [.. "NaN"u8]];

    /// <summary>The text with these repaired; whether it is JSON then, its reader says.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> json)
    {
        var repaired = new List<byte>(json.Length + 16);
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var sign = json[i];
            if (inText && sign < 0x20)
            {
                repaired.AddRange("\\u00"u8);
                repaired.Add((byte)"0123456789abcdef"[sign >> 4]);
                repaired.Add((byte)"0123456789abcdef"[sign & 0xf]);
                continue;
            }
            if (!inText && NoNumberAt(json[i..]) is { Length: > 0 } number)
            {
                repaired.AddRange("null"u8);
                i += number.Length - 1;
                continue;
            }
            repaired.Add(sign);
            if (sign == '\\' && inText && i + 1 < json.Length)
                repaired.Add(json[++i]);
            else if (sign == '"')
                inText = !inText;
        }
        return [.. repaired];
    }

    private static byte[]? NoNumberAt(ReadOnlySpan<byte> json)
    {
        foreach (var number in NoNumbers)
        {
            if (json.StartsWith(number))
                return number;
        }
        return null;
    }
}
