using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Effects;

/// <summary>A model whose answer depends on nothing but the conversation, so that a call made again is answered the same.</summary>
internal static class ScriptedModel
{
    /// <summary>What a user says for a run of two parallel tools, a sleep, a client tool and an answer.</summary>
    public const string OneOfEach = "one of each";

    private static readonly string[] Worldly = ["look", "put", "book", "wire"];

    /// <summary>The text and the tool calls the model answers with.</summary>
    public static (Content? Text, ImmutableArray<AssistantToolCall> Calls) Answer(ReadOnlySpan<ConversationMessage> messages)
    {
        var hash = Hash(messages);
        var turns = 0;
        for (var i = messages.Length - 1; i >= 0 && messages[i].Role != "user"; i--)
            turns += messages[i].Role == "assistant" ? 1 : 0;
        var at = messages.Length;
        if (messages[0].Content?.Text == OneOfEach)
        {
            return turns switch
            {
                0 => (null, [Make("look", "{}", at, 0), Make("put", "{}", at, 1)]),
                1 => (null, [Make("sleep", """{"duration_ms":5000}""", at, 0)]),
                2 => (null, [Make("form", "{}", at, 0)]),
                _ => (Content.Inline("done"), []),
            };
        }
        return turns >= 6 ? (Text(hash), []) : (hash % 15) switch
        {
            0 or 1 or 2 => (Text(hash), []),
            3 or 4 => (null, [Worldly.Call(hash, at, 0)]),
            5 => (Text(hash), [Worldly.Call(hash, at, 0), Worldly.Call(hash / 7, at, 1)]),
            6 => (null, [Worldly.Call(hash, at, 0), Sleep(hash, at, 1), Worldly.Call(hash / 5, at, 2), Worldly.Call(hash / 11, at, 3)]),
            7 => (null, [Sleep(hash, at, 0)]),
            8 => (null, [Make(hash % 3 == 0 ? "ask" : "form", "{}", at, 0)]),
            9 => (null, [Make("wait_for_signal", hash % 2 == 0 ? """{"name":"go"}""" : """{"name":"go","timeout_ms":15000}""", at, 0)]),
            10 => (null, [Make("no_such_tool", "{}", at, 0), Worldly.Call(hash, at, 1)]),
            11 => (null, [Make("look", "{not json", at, 0) with { Faulty = true }, Make("sleep", hash % 2 == 0 ? "" : """{"duration_ms":"soon"}""", at, 1)]),
            12 => (Text(hash), [Make("form", "{}", at, 0), Worldly.Call(hash, at, 1), Sleep(hash, at, 2)]),
            13 => (null, [Make("http_wait", """{"url":"https://jobs.example/7","interval_ms":3000,"timeout_ms":20000}""", at, 0)]),
            _ => (null, [Make("finish", "{}", at, 0)]),
        };
    }

    private static AssistantToolCall Call(this string[] tools, uint hash, int at, int index) =>
        Make(tools[hash / 16 % tools.Length], string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{hash % 1000}}}"""), at, index);

    private static AssistantToolCall Sleep(uint hash, int at, int index) =>
        Make("sleep", string.Create(CultureInfo.InvariantCulture, $$"""{"duration_ms":{{(hash % 4 == 0 ? 70_000 + (hash % 200_000) : hash % 9_000)}}}"""), at, index);

    private static AssistantToolCall Make(string name, string arguments, int at, int index) =>
        new(string.Create(CultureInfo.InvariantCulture, $"call_{at}_{index}"), name, Content.Inline(arguments));

    private static Content Text(uint hash) => Content.Inline(string.Create(CultureInfo.InvariantCulture, $"answer {hash}"));

    private static uint Hash(ReadOnlySpan<ConversationMessage> messages)
    {
        var hash = 2166136261u;
        foreach (var message in messages)
        {
            hash = (hash ^ (uint)message.Role.Length) * 16777619u;
            foreach (var c in message.Content?.Text ?? "")
                hash = (hash ^ c) * 16777619u;
        }
        return hash;
    }
}
