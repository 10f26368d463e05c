using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;
using static AgentGrains.Models.Tests.StreamDouble;

namespace AgentGrains.Models.Tests;

/// <summary>Answers are held against the schema that the agent or the configured model demands.</summary>
public sealed class StructuredOutputTests
{
    private const string City =
        """
        {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"array","items":{"type":"integer"}}},"required":["city"],"additionalProperties":false}
        """;

    private const string Usage = """{"id":"c","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":4,"total_tokens":34}}""";

    [Theory]
    [InlineData("""{"city":"Rome"}""")]
    [InlineData("""{"city":"","days":[]}""")]
    [InlineData(""" { "days" : [1, 2.0], "city" : "São Paulo \ud83d\ude00" } """)]
    public async Task Answer_ThatMatches_IsReturnedAsItWasWritten(string answer)
    {
        Assert.Equal(answer, (await AskAsync(City, answer)).Text);
    }

    [Theory]
    [InlineData("```json\n{\"city\":\"Rome\"}\n```")]
    [InlineData("<think>Rome it is.</think>\n{\"city\":\"Rome\"}")]
    public async Task Answer_JsonInsideAFence_OrAfterReasoning_IsTheJson(string answer) => Assert.Equal("""{"city":"Rome"}""", (await AskAsync(City, answer)).Text);

    [Theory]
    [InlineData("""{"city":7}""", """The last answer does not match the response schema: at '/city': Value is "integer" but should be "string".""")]
    [InlineData("{}", """The last answer does not match the response schema: at '/': Required properties ["city"] are not present.""")]
    [InlineData("[]", """The last answer does not match the response schema: at '/': Value is "array" but should be "object".""")]
    [InlineData("""{"city":"Rome","days":[1,"2"]}""", """The last answer does not match the response schema: at '/days/1': Value is "string" but should be "integer".""")]
    [InlineData("""{"city":"Rome","town":1}""", "The last answer does not match the response schema: at '/town': All values fail against the false schema.")]
    [InlineData("Rome", "The last answer is not JSON, so it does not match the response schema. It started with: Rome")]
    [InlineData("""{"city":"Rome"} Done.""", """The last answer is not JSON, so it does not match the response schema. It started with: {"city":"Rome"} Done.""")]
    public async Task Answer_ThatDoesNotMatch_IsAMismatchWithThePlace(string answer, string message)
    {
        var failure = await FailAsync(City, answer);

        Assert.Equal((ModelFailureKind.SchemaMismatch, message), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Answer_ThatDoesNotMatch_HasBeenPaidFor()
    {
        await using var server = await EventsAsync(Text("no"), Stop, Usage, Done);

        var failure = await Assert.ThrowsAsync<ModelException>(() =>
            Chat(server, ("InputMicrosPerMillionTokens", "1000000"), ("OutputMicrosPerMillionTokens", "2000000")).AskAsync(Demanding(City)));

        Assert.Equal((new ModelUsage(30, 4, 0, 38), "gpt-answering"), (failure.Usage, failure.Model));
    }

    [Fact]
    public async Task Answer_WrongInManyPlaces_NamesTheFirstFew()
    {
        var failure = await FailAsync(City, $$"""{"city":"Rome","days":[{{string.Join(',', Enumerable.Repeat("\"x\"", 5000))}}]}""");

        Assert.Equal(5, failure.Message.Split("; ").Length);
        Assert.StartsWith("""The last answer does not match the response schema: at '/days/0': Value is "string" but should be "integer"; at '/days/1': """, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WrongAtALongName_IsDescribedInAShortText()
    {
        var failure = await FailAsync(City, $$"""{"city":"Rome","{{new string('x', 100_000)}}":1}""");

        Assert.Equal(ModelFailureKind.SchemaMismatch, failure.Kind);
        Assert.InRange(failure.Message.Length, 1, 1000);
    }

    [Fact]
    public async Task Answer_LongTextThatIsNotJson_ShowsItsStart()
    {
        var failure = await FailAsync(City, new string('x', 5000));

        Assert.EndsWith($"It started with: {new string('x', 200)}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task Answer_ThatWasCutOff_IsAMismatchEvenIfItMatches(string finishReason)
    {
        await using var server = await EventsAsync(Text("""{\"city\":\"Rome\"}"""), Ending(finishReason), Done);

        var failure = await Assert.ThrowsAsync<ModelException>(() => Chat(server).AskAsync(Demanding(City)));

        Assert.Equal((ModelFailureKind.SchemaMismatch, $"The last answer was cut off ({finishReason}), so it does not match the response schema."), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Answer_ThatRefuses_NeedNotMatch()
    {
        await using var server = await EventsAsync(Delta("""{"refusal":"I cannot."}"""), Stop, Done);

        var answer = await Chat(server).AskAsync(Demanding(City));

        Assert.Equal(("I cannot.", AnswerEnding.Refusal), (answer.Text, answer.Ending));
    }

    [Fact]
    public async Task Answer_ThatCallsATool_NeedNotMatch()
    {
        await using var server = await EventsAsync(
            Text("Let me see."), Delta("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"t","arguments":"{}"}}]}"""), Ending("tool_calls"), Done);

        var answer = await Chat(server).AskAsync(Demanding(City) with { Tools = [Declare("t", "{}")] });

        Assert.Equal("Let me see.", answer.Text);
        Assert.Single(answer.ToolCalls);
    }

    [Fact]
    public async Task Answer_OfAModelWithAFormat_IsChecked_UnlessTheAgentHasAnother()
    {
        const string OfModel = """{"response_format":{"type":"json_schema","json_schema":{"name":"city","schema":""" + City + "}}}";
        await using var server = await EventsAsync(Text("Rome"), Stop, Done);
        var model = Chat(server, ("Parameters", OfModel));

        Assert.Equal(ModelFailureKind.SchemaMismatch, (await Assert.ThrowsAsync<ModelException>(() => model.AskAsync(Of(User("Hi"))))).Kind);
        Assert.Equal("Rome", (await model.AskAsync(Of(User("Hi")) with { Parameters = Parameters("""{"response_format":{"type":"text"}}""") })).Text);
    }

    [Fact]
    public async Task Answer_OfTheScriptedModel_IsChecked()
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => Stage().AskAsync(Demanding(City)));

        Assert.Equal(ModelFailureKind.SchemaMismatch, failure.Kind);
        Assert.NotNull(failure.Usage);
    }

    [Fact]
    public async Task Correction_IsTheLastMessageOfThePrompt()
    {
        var sent = await SentAsync(Of(User("Hi")) with { Correction = "The last answer is not JSON." });

        Assert.Equal(
            """[{"role":"user","content":"Hi"},{"role":"user","content":"The last answer is not JSON. Answer again with JSON that matches the schema, and nothing else."}]""",
            sent.Member("messages"));
    }

    private static string Ending(string finishReason) => $$$"""{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"{{{finishReason}}}"}]}""";

    private static IModelClient Chat(HttpDouble server, params (string, string)[] settings) => Calls.Chat(new Uri(server.Address, "v1"), null, settings);

    private static ModelRequest Demanding(string schema) =>
        Of(User("Hi")) with { Parameters = Parameters($$"""{"response_format":{"type":"json_schema","json_schema":{"schema":{{schema}},"name":"city"} } }""") };

    private static async Task<ModelAnswer> AskAsync(string schema, string answer)
    {
        await using var server = await EventsAsync(Text(JsonEncodedText.Encode(answer).ToString()), Stop, Done);
        return await Chat(server).AskAsync(Demanding(schema));
    }

    private static Task<ModelException> FailAsync(string schema, string answer) => Assert.ThrowsAsync<ModelException>(() => AskAsync(schema, answer));
}
