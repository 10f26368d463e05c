namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Pieces of messages with members that only a provider understands.</summary>
internal static class OtherMembers
{
    private const int MostPieces = 4;

    /// <summary>Pieces of one provider's members.</summary>
    public static IEnumerable<string> Deltas(Chance chance, bool isAscii)
    {
        var thought = chance.One("Let me see.", "\u8003\u3048\u308b \U0001F914 hm", "a \"b\" \\ c\n", "half \ud83d", "\n", isAscii ? "x" : $"x{Transport.NoUtf8}");
        var pieces = chance.Cut(thought, MostPieces).Select(piece => JsonText.Of(piece, isAscii));
        return chance.Number(0, 7) switch
        {
            0 => pieces.Select(piece => $"{{\"reasoning_content\":{piece},\"content\":null}}"),
            1 => pieces.Select(piece => $"{{\"reasoning\":{piece},\"content\":\"\",\"reasoning_details\":[{{\"type\":\"reasoning.text\",\"text\":{piece},\"index\":0,\"format\":null}}]}}"),
            2 => ["{\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\"}]}", "{\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"c2ln\"}]}"],
            3 => [$"{{\"extra_content\":{{\"google\":{{\"thought\":true,\"n\":1e400}}}},\"content\":null}}"],
            4 => ["{\"reasoning_content\":\"a\"}", "{\"reasoning_content\":{\"text\":\"b\"}}", "{\"reasoning_content\":7}", "{\"reasoning_content\":null}", "{\"reasoning_content\":[]}"],
            5 => [$"{{{JsonText.Of("odd \"name\" \u00fc\n")}:{{\"deep\":[[[{{\"x\":{JsonText.Of(thought, isAscii)}}}]]]}},\"\":1,\"function\":{{\"name\":\"pay\"}}}}"],
            6 => ["{\"provider_specific_fields\":{\"a\":1,\"a\":2}}", "{\"provider_specific_fields\":{\"citations\":[\"x\",null,1.50]}}"],
            _ => pieces.Select(piece => $"{{\"reasoning_content\":{piece}}}"),
        };
    }

    /// <summary>A tool call, maybe with other members.</summary>
    public static string With(Chance chance, string call) => chance.Number(0, 14) switch
    {
        0 => $"{call[..^1]},\"extra_content\":{{\"google\":{{\"thought_signature\":\"c2ln\"}}}}}}",
        1 => $"{call[..^1]},\"provider\":null,\"custom\":{{}},\"half\":\"\\ud83d\"}}",
        2 => call.Replace("\"function\":{\"", "\"function\":{\"thought_signature\":\"c2ln\",\"", StringComparison.Ordinal),
        _ => call,
    };
}
