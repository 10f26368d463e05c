using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Tools;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;

namespace AgentGrains.Models.Tests;

/// <summary>How messages are arranged for endpoints that insist on an order of roles, and that they are left alone for all others.</summary>
public sealed class MessageOrderTests
{
    private static readonly PromptMessage Calling = Assistant(null, new ToolRequest("c", "t", "{}"), new ToolRequest("d", "t", "{}"));

    public static TheoryData<string, PromptMessage[], string> Arranged => new()
    {
        { "a user's message after a result", [User("Hi"), Calling, Tool("c", "1"), Tool("d", "2"), User("Go")], "user Hi|assistant *|tool 1|tool 2|assistant Understood.|user Go" },
        { "two messages of the user", [User("One"), User("Two"), User("Three")], "user One\n\nTwo\n\nThree" },
        { "two messages of the assistant", [User("Hi"), Assistant("One"), Assistant("Two")], "user Hi|assistant One\n\nTwo" },
        { "a text before a call", [User("Hi"), Assistant("Wait."), Calling, Tool("c", "1"), Tool("d", "2")], "user Hi|assistant Wait.*|tool 1|tool 2" },
        { "the assistant first", [Assistant("Welcome."), User("Hi")], "user (start)|assistant Welcome.|user Hi" },
        { "a system message in the middle", [User("Hi"), new PromptMessage("system", "Hurry.", []), Assistant("Yes.")], "user Hi\n\nHurry.|assistant Yes." },
        { "a system message after a result", [User("Hi"), Calling, Tool("c", "1"), Tool("d", "2"), new PromptMessage("system", "Hurry.", [])], "user Hi|assistant *|tool 1|tool 2|assistant Understood.|user Hurry." },
        { "a turn after a result", [User("Hi"), Calling, Tool("c", "1"), Tool("d", "2"), Assistant("Done."), User("Go")], "user Hi|assistant *|tool 1|tool 2|assistant Done.|user Go" },
        { "blank messages between", [User("Hi"), Assistant(" "), User("Go")], "user Hi\n\nGo" },
    };

    [Theory]
    [MemberData(nameof(Arranged))]
    public async Task Messages_Strict_AreArranged(string what, PromptMessage[] messages, string expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, Shown(await SentAsync(Of(messages), ("MessageOrder", "strict"))));
        Assert.Equal($"system Be brief.|{expected}", Shown(await SentAsync(Of(messages) with { Instructions = "Be brief." }, ("MessageOrder", "strict"))));
    }

    [Fact]
    public async Task Messages_Any_AreLeftAlone()
    {
        var call = Of(Assistant("Welcome."), User("One"), User("Two"), Calling, Tool("c", "1"), Tool("d", "2"), User("Go"), new PromptMessage("system", "Hurry.", []));
        const string Expected = "assistant Welcome.|user One|user Two|assistant *|tool 1|tool 2|user Go|system Hurry.";

        Assert.Equal(Expected, Shown(await SentAsync(call)));
        Assert.Equal(Expected, Shown(await SentAsync(call, ("MessageOrder", "any"))));
    }

    [Fact]
    public async Task Messages_Strict_MergedWithAnImage_KeepsTextAndParts()
    {
        var picture = new PromptMessage("user", "Look.", [])
        {
            Parts = [Part("Look."), new PromptPart(MessagePartKind.Image, null, default, new MessagePart { Kind = MessagePartKind.Image, Url = "https://p.example/1" })],
        };

        var sent = await SentAsync(Of(User("Hi"), picture, User("Well?")), ("MessageOrder", "strict"));

        Assert.Equal(
            """[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":"Look."},{"type":"image_url","image_url":{"url":"https://p.example/1"}},{"type":"text","text":"Well?"}]}]""",
            sent.Member("messages"));
    }

    [Fact]
    public async Task Messages_Strict_Correction_FollowsAResultAfterABridge()
    {
        var call = Of(User("Hi"), Calling, Tool("c", "1"), Tool("d", "2")) with { Correction = "It is not JSON." };

        Assert.Equal(
            "user Hi|assistant *|tool 1|tool 2|assistant Understood.|user It is not JSON. Answer again with JSON that matches the schema, and nothing else.",
            Shown(await SentAsync(call, ("MessageOrder", "strict"))));
    }

    private static PromptPart Part(string text) => new(MessagePartKind.Text, text, default, new MessagePart { Kind = MessagePartKind.Text, Text = Content.Inline(text) });

    /// <summary>The messages as role and text; a star stands for calls.</summary>
    private static string Shown(SentRequest sent) => string.Join('|', JsonElement.Parse(sent.Member("messages")!).EnumerateArray()
        .Select(message => $"{message.GetProperty("role").GetString()} {message.GetProperty("content")}{(message.TryGetProperty("tool_calls", out _) ? "*" : "")}"));
}
