using System.Text.Json;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.StreamDouble;

namespace AgentGrains.Models.Tests;

public sealed class AnswerTests
{
    private const string Usage = """{"id":"c","choices":[],"usage":{"prompt_tokens":1200,"completion_tokens":80,"total_tokens":1280,"prompt_tokens_details":{"cached_tokens":200}}}""";

    [Fact]
    public async Task CallAsync_Text_ComesInPiecesAndWhole()
    {
        await using var server = await EventsAsync(Text("Hel"), Text("lo"), Stop, Usage, Done);
        var pieces = new List<string>();

        var answer = await Chat(new Uri(server.Address, "v1")).CallAsync(Of(User("Hi")), pieces.Add, TestContext.Current.CancellationToken);

        Assert.Equal(["Hel", "lo"], pieces);
        Assert.Equal("Hello", answer.Text);
        Assert.Empty(answer.ToolCalls);
        Assert.Equal("stop", answer.FinishReason);
        Assert.Equal("gpt-answering", answer.Model);
    }

    [Theory]
    [InlineData(null, 3_800)]
    [InlineData("1250000", 3_550)]
    public async Task CallAsync_UsageReported_IsPriced(string? cachedPrice, long cost)
    {
        await using var server = await EventsAsync(Text("Hi"), Stop, Usage, Done);
        (string, string)[] prices = [("InputMicrosPerMillionTokens", "2500000"), ("OutputMicrosPerMillionTokens", "10000000"), ("CachedInputMicrosPerMillionTokens", cachedPrice ?? "")];

        var usage = (await Chat(new Uri(server.Address, "v1"), null, prices).AskAsync(Of(User("Hi")))).Usage;

        Assert.Equal((1200, 80, 200, cost), (usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens, usage.CostMicros));
    }

    [Fact]
    public async Task CallAsync_NoUsageReported_IsEstimatedNotFree()
    {
        await using var server = await EventsAsync(Text("12345"), Stop, Done);
        var usage = (await Chat(new Uri(server.Address, "v1"), null, ("OutputMicrosPerMillionTokens", "1")).AskAsync(Of(User("1234")))).Usage;
        Assert.Equal((1, 2, 1), (usage.InputTokens, usage.OutputTokens, usage.CostMicros));
    }

    [Fact]
    public async Task CallAsync_TextAndParallelCallsInterleaved_KeepsOrderAndArgumentsVerbatim()
    {
        await using var server = await EventsAsync(
            Text("Let me see."),
            Delta("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"first","arguments":""}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{ \"a\" :"}}]}"""),
            Delta("""{"tool_calls":[{"index":1,"id":"call_1","type":"function","function":{"name":"second","arguments":"not"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"  1.0e0,\"a\":2 }"}},{"index":1,"function":{"arguments":" JSON \u00e9\n"}}]}"""),
            Stop, Done);

        var answer = await Chat(new Uri(server.Address, "v1")).AskAsync(Of(User("Hi")));

        Assert.Equal("Let me see.", answer.Text);
        Assert.Equal([new ToolRequest("call_1", "first", "{ \"a\" :  1.0e0,\"a\":2 }"), new ToolRequest("call_1", "second", "not JSON é\n")], answer.ToolCalls);
    }

    [Fact]
    public async Task CallAsync_EveryCallNumberedZero_IsToldApartByItsId()
    {
        await using var server = await EventsAsync(
            Delta("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"t","arguments":"{\"n\":1}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"t","arguments":"{\"n\":2}"}}]}"""),
            Stop, Done);
        Assert.Equal([new ToolRequest("a", "t", """{"n":1}"""), new ToolRequest("b", "t", """{"n":2}""")], (await Chat(new Uri(server.Address, "v1")).AskAsync(Of(User("Hi")))).ToolCalls);
    }

    [Fact]
    public async Task CallAsync_BytesThatAreNoUtf8_LoseNoAnswer()
    {
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            var events = $"data: {Delta("""{"reasoning_content":"h~m","content":"He~"}""")}\n\ndata: {Stop}\n\ndata: {Done}\n\n";
            await context.Response.Body.WriteAsync(events.Select(sign => sign == '~' ? (byte)0xff : (byte)sign).ToArray(), context.RequestAborted);
        });

        var answer = await Chat(new Uri(server.Address, "v1")).AskAsync(Of(User("Hi")));

        Assert.Equal("He\ufffd", answer.Text);
        Assert.Equal("""{"reasoning_content":"h�m"}""", answer.Extra);
    }

    [Fact]
    public async Task CallAsync_Refusal_IsText()
    {
        await using var server = await EventsAsync(Delta("""{"refusal":"I cannot."}"""), Stop, Done);
        Assert.Equal("I cannot.", (await Chat(new Uri(server.Address, "v1")).AskAsync(Of(User("Hi")))).Text);
    }

    [Fact]
    public async Task CallAsync_Conversation_GoesOutAsItIs()
    {
        JsonElement sent = default;
        string? authorization = null;
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            authorization = context.Request.Headers.Authorization;
            sent = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;
            await WriteAsync(context, Text("Hi"), Stop, Done);
        });
        const string Schema = """{"type":"object","$defs":{"x":{"const":1}},"properties":{"a":{"$ref":"#/$defs/x"}}}""";
        var call = Of(
            User("Hi"), Assistant("Wait.", new ToolRequest("c1", "t", "{ \"a\":1 }"), new ToolRequest("c2", "t", "{}")), Tool("c1", "one"), Tool("c2", "two"), Assistant("Done."), User("Go")) with
        {
            Instructions = "Be brief.",
            Tools = [Declare("t", Schema)],
        };

        await Chat(new Uri(server.Address, "v1")).AskAsync(call);

        const string Expected = """
            [{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},
             {"role":"assistant","content":"Wait.","tool_calls":[{"id":"c1","type":"function","function":{"name":"t","arguments":"{ \"a\":1 }"}},{"id":"c2","type":"function","function":{"name":"t","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c2","content":"two"},{"role":"assistant","content":"Done."},{"role":"user","content":"Go"}]
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Expected), sent.GetProperty("messages")), sent.GetProperty("messages").GetRawText());
        Assert.Equal(Schema, sent.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetRawText());
        Assert.True(sent.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal("gpt-test", sent.GetProperty("model").GetString());
        Assert.Equal("Bearer sk-very-secret", authorization);
    }

    [Fact]
    public async Task CallAsync_NoInstructionsToolsOrKey_SendsNoneOfThem()
    {
        JsonElement sent = default;
        var hadKey = true;
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            hadKey = context.Request.Headers.ContainsKey("Authorization");
            sent = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;
            await WriteAsync(context, Text("Hi"), Stop, Done);
        });

        await Chat(new Uri(server.Address, "v1"), null, ("ApiKey", "")).AskAsync(Of(User("Hi")));

        Assert.Equal(1, sent.GetProperty("messages").GetArrayLength());
        Assert.False(sent.TryGetProperty("tools", out _));
        Assert.False(hadKey);
    }

    [Fact]
    public async Task CallAsync_AzureResource_IsAskedAtItsOpenAIAddress()
    {
        string? path = null;
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            path = context.Request.Path;
            await WriteAsync(context, Text("Hi"), Stop, Done);
        });
        await Chat(server.Address, null, ("Provider", "azure-openai")).AskAsync(Of(User("Hi")));
        Assert.Equal("/openai/v1/chat/completions", path);
    }
}
