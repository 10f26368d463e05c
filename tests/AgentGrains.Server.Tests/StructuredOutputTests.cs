using System.Net;
using System.Text.Json;
using AgentGrains.Server.Tests.Driving;

namespace AgentGrains.Server.Tests;

/// <summary>An agent that demands JSON of a schema: one wrong answer is corrected, a second one fails the run, and both are paid for.</summary>
public sealed class StructuredOutputTests
{
    private const string Right = """{"city":"Rome"}""";
    private const string Wrong = """{"city":7}""";
    private const string Mismatch = """The last answer does not match the response schema: at '/city': Value is "integer" but should be "string".""";

    private static object Schema => new { type = "object", properties = new { city = new { type = "string" } }, required = new[] { "city" } };

    private static object Format => new { type = "json_schema", json_schema = new { name = "city", schema = Schema } };

    [Fact]
    public async Task Run_WhoseFirstAnswerDoesNotMatch_IsCorrectedOnce_AndCompletes()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Text(Wrong), ChatAnswer.Text(Right));
        await using var service = await StartAsync(model);

        var run = await service.RunAsync(new { model = "default", model_parameters = new { response_format = Format } });

        Assert.Equal(("completed", Right), (run.GetProperty("status").GetString(), run.GetProperty("output").GetProperty("text").GetString()));
        AssertUsage(run, attempts: 2, completed: 1);
        Assert.Equal(2, model.Bodies.Count);
        Assert.All(model.Bodies, body => Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(Format), JsonElement.Parse(body).GetProperty("response_format")), body));
        Assert.Equal(["Where?"], Contents(model.Bodies[0]));
        Assert.Equal(["Where?", $"{Mismatch} Answer again with JSON that matches the schema, and nothing else."], Contents(model.Bodies[1]));
        var messages = await service.MessagesAsync(run);
        Assert.Equal(["Where?", Right], messages.EnumerateArray().Select(message => message.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Run_WhoseSecondAnswerDoesNotMatchEither_Fails_WithWhatBothUsed()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Text("Rome"), ChatAnswer.Text(Wrong));
        await using var service = await StartAsync(model);

        var run = await service.RunAsync(new { model = "default", model_parameters = new { response_format = Format } });

        Assert.Equal("failed", run.GetProperty("status").GetString());
        Assert.Equal(("AG3015", Mismatch), (run.GetProperty("error").GetProperty("code").GetString(), run.GetProperty("error").GetProperty("message").GetString()));
        AssertUsage(run, attempts: 2, completed: 0);
        Assert.Equal(2, model.Bodies.Count);
    }

    [Fact]
    public async Task Run_OfAConfiguredModelWithAFormat_IsChecked()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Text(Wrong), ChatAnswer.Text(Right));
        await using var service = await StartAsync(model, ("Parameters", JsonSerializer.Serialize(new { temperature = 0.2, response_format = Format })));

        var run = await service.RunAsync(new { model = "default", model_parameters = new { temperature = 1 } });

        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal(2, model.Bodies.Count);
        Assert.All(model.Bodies, body => Assert.Equal(1, JsonElement.Parse(body).GetProperty("temperature").GetInt32()));
    }

    [Fact]
    public async Task Run_WithAForcedTool_IsForcedOnce_NotByTheCorrection()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Call("echo", """{"text":"x"}"""), ChatAnswer.Text(Wrong), ChatAnswer.Text(Right));
        await using var service = await StartAsync(model);

        var run = await service.RunAsync(new
        {
            model = "default", tools = new[] { new { type = "builtin", name = "echo" } }, model_parameters = new { response_format = Format, tool_choice = "required" },
        });

        Assert.Equal(("completed", 1), (run.GetProperty("status").GetString(), run.GetProperty("usage").GetProperty("tool_calls").GetInt32()));
        Assert.Equal([true, false, false], model.Bodies.Select(body => JsonElement.Parse(body).TryGetProperty("tool_choice", out _)));
    }

    [Fact]
    public async Task Run_KilledWhileItIsCorrected_IsCorrectedAfterTheRestart()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Text(Wrong), ChatAnswer.Unfinished("{"), ChatAnswer.Text(Right));
        await using var service = await StartAsync(model);
        var started = await service.StartRunAsync(new { model = "default", model_parameters = new { response_format = Format } });
        await model.AskedAsync();
        await model.AskedAsync();

        await service.Server.RestartAsync();
        var run = await service.Api.EndOfAsync(started);

        Assert.Equal(("completed", Right), (run.GetProperty("status").GetString(), run.GetProperty("output").GetProperty("text").GetString()));
        Assert.Equal(3, model.Bodies.Count);
        Assert.Equal(model.Bodies[1], model.Bodies[2]);
    }

    [Theory]
    [InlineData("""{"type":"object","allOf":[{"$ref":"#"}]}""", "A $ref applies a subschema to the same value without end.")]
    [InlineData("""{"type":"object","$ref":"#/$defs/none"}""", "It has no subschema '#/$defs/none', to which a $ref refers.")]
    public async Task Agent_WithASchemaThatCannotBeUsed_IsRefused(string schema, string fault)
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Text(Right));
        await using var service = await StartAsync(model);

        var answer = await service.Api.SendAsync(
            HttpMethod.Put, "/v1/agents/worker", new { model_parameters = new { response_format = new { type = "json_schema", json_schema = new { name = "a", schema = JsonElement.Parse(schema) } } } });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        var error = Assert.Single(answer.Body.GetProperty("errors").EnumerateObject());
        Assert.Equal("model_parameters.response_format.json_schema.schema", error.Name);
        Assert.Equal($"No answer can be validated against it: {fault}", error.Value[0].GetString());
    }

    private static Task<ModelService> StartAsync(ChatDouble model, params (string Setting, string Value)[] settings) => ModelService.StartAsync(model, settings);

    private static void AssertUsage(JsonElement run, int attempts, int completed)
    {
        var usage = run.GetProperty("usage");
        Assert.Equal(
            (attempts * ChatAnswer.PromptTokens, attempts * ChatAnswer.AnswerTokens, completed),
            (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32(), usage.GetProperty("model_calls").GetInt32()));
    }

    private static IEnumerable<string?> Contents(string body) => JsonElement.Parse(body).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString());
}
