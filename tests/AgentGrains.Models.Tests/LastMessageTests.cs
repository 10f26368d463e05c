using System.Text.Json;
using AgentGrains.Core.Conversations;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;

namespace AgentGrains.Models.Tests;

/// <summary>The message that a prompt ends with.</summary>
public sealed class LastMessageTests
{
    private const string NoText = "user (no text)";

    public static TheoryData<string, PromptMessage[], string> Ends => new()
    {
        { "a blank message after an answer", [User("Hi"), Assistant("Yes."), User(" ")], NoText },
        { "blank messages after an answer", [User("Hi"), Assistant("Yes."), new PromptMessage("system", "", []), User("\n")], NoText },
        { "a blank message after one that is not", [User("Hi"), Assistant("Yes."), User("Go"), User(" ")], "user Go" },
        { "an answer that is to be continued", [User("Hi"), Assistant("Yes, and")], "assistant Yes, and" },
        { "nothing but a blank message", [User(" ")], NoText },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Messages_LastIsBlank_DoNotEndWithAnAnswer(string what, PromptMessage[] messages, string expected)
    {
        Assert.NotEmpty(what);
        foreach (var order in new[] { "any", "strict" })
        {
            var last = JsonElement.Parse((await SentAsync(Of(messages), ("MessageOrder", order))).Member("messages")!).EnumerateArray().Last();
            Assert.Equal(expected, $"{last.GetProperty("role").GetString()} {last.GetProperty("content").GetString()}");
        }
    }
}
