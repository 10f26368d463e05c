using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Models.Tests.Calls;

namespace AgentGrains.Models.Tests;

public sealed class ModelDoubleTests
{
    private static readonly Trajectory First = new("one", [User("Hi"), Assistant("Hello."), User("Go"), Assistant(null, new ToolRequest("c", "t", "{ }")), Tool("c", "ok")]);
    private static readonly Trajectory Second = new("two", [User("Hi"), Assistant("Hello."), User("Go"), Assistant("No.")]);

    [Fact]
    public async Task Answer_PrefixOfTwoThatContinueAlike_IsGiven()
    {
        await using var server = await ModelDouble.StartAsync([First, Second]);
        Assert.Equal("Hello.", (await Chat(server.Endpoint).AskAsync(Of(User("Hi")))).Text);
    }

    [Fact]
    public async Task Answer_PrefixOfTwoThatContinueDifferently_AsksForAName()
    {
        await using var server = await ModelDouble.StartAsync([First, Second]);
        var call = Of([.. First.Messages.Take(3)]);

        await Assert.ThrowsAsync<ModelException>(() => Chat(server.Endpoint).AskAsync(call));

        Assert.Contains("'recording: one'", Assert.Single(server.Mismatches), StringComparison.Ordinal);
        Assert.Equal("No.", (await Chat(server.Endpoint).AskAsync(call with { Instructions = "Be kind.\nrecording: two\n" })).Text);
        Assert.Equal("No.", (await Chat(server.Endpoint, null, ("Model", "two")).AskAsync(call)).Text);
    }

    public static TheoryData<string, PromptMessage[]> Wrong => new()
    {
        { "one, message 1, content: recorded 'Hello.', sent 'Hello'", [User("Hi"), Assistant("Hello"), User("Go")] },
        { "one, message 1, role: recorded 'assistant', sent 'user'", [User("Hi"), User("Hi")] },
        { "one, message 3, tool_calls: recorded", [.. First.Messages.Take(3), Assistant(null, new ToolRequest("c", "t", "{}")), Tool("c", "ok")] },
        { "one, message 4, content: recorded 'ok', sent 'no'", [.. First.Messages.Take(4), Tool("c", "no")] },
        { "one has ended", [.. First.Messages] },
        { "one, message 2, is of the user", [.. First.Messages.Take(2)] },
        { "No recording begins with 'Hey'.", [User("Hey")] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Answer_PromptIsNotRecorded_IsRefusedWithTheDifference(string expected, PromptMessage[] prompt)
    {
        await using var server = await ModelDouble.StartAsync([First]);

        var failure = await Assert.ThrowsAsync<ModelException>(() => Chat(server.Endpoint).AskAsync(Of(prompt)));

        Assert.Equal(ModelFailureKind.Permanent, failure.Kind);
        Assert.StartsWith(expected, Assert.Single(server.Mismatches), StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_NotStreaming_IsOneCompletion()
    {
        await using var server = await ModelDouble.StartAsync([First]);
        using var http = new HttpClient();
        var request = new { model = "one", messages = new object[] { new { role = "user", content = "Hi" }, new { role = "assistant", content = "Hello." }, new { role = "user", content = "Go" } } };

        using var response = await http.PostAsJsonAsync(new Uri(server.Endpoint, "v1/chat/completions"), request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var choice = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        // Official clients declare both as present, with null for nothing.
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("logprobs").ValueKind);
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("refusal").ValueKind);
        var call = choice.GetProperty("message").GetProperty("tool_calls")[0];
        Assert.Equal("{ }", call.GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task Disturbances_SameSeed_HappenAtTheSamePlaces()
    {
        Assert.Equal(await PlayAsync(11), await PlayAsync(11));
        Assert.NotEqual(await PlayAsync(11), await PlayAsync(12));

        static async Task<List<string>> PlayAsync(int seed)
        {
            await using var server = await ModelDouble.StartAsync([First], new DisturbanceOptions { Seed = seed, Probability = 0.5, LateBy = TimeSpan.Zero });
            var model = Chat(server.Endpoint);
            var outcomes = new List<string>();
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    outcomes.Add((await model.AskAsync(Of(User("Hi")))).Text!);
                }
                catch (ModelException failure)
                {
                    outcomes.Add(failure.Kind.ToString());
                }
            }
            return outcomes;
        }
    }
}
