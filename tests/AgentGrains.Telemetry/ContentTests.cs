using AgentGrains.Telemetry.Driving;
using AgentGrains.Telemetry.Receiving;

namespace AgentGrains.Telemetry;

/// <summary>Content that was asked for is there, and what is secret in it is not.</summary>
public sealed class ContentTests
{
    private const string Token = "sk-proj-abcdefghijklmnopqrstuv";

    [Fact]
    public async Task Capture_ThatIsOn_TellsContent_WithoutSecrets()
    {
        await using var backend = await OtlpBackend.StartAsync();
        var settings = new Dictionary<string, string> { ["AgentGrains__Telemetry__CaptureContent"] = "true" };

        await Journey.GoAsync(backend, killed: false, settings, $"{Journey.Prompt} My keys are {Journey.Secrets[1]}, {Token} and Bearer abcdef0123456789");

        var chat = backend.Spans.Where(span => span["gen_ai.operation.name"] == "chat").OrderBy(span => span.From).ToList();
        var tool = Assert.Single(backend.Spans, span => span["gen_ai.operation.name"] == "execute_tool");
        Assert.Contains(Journey.Prompt, chat[0]["gen_ai.input.messages"], StringComparison.Ordinal);
        Assert.Contains("My keys are ***, *** and Bearer ***", chat[0]["gen_ai.input.messages"], StringComparison.Ordinal);
        Assert.Contains(Journey.Instructions, chat[0]["gen_ai.system_instructions"], StringComparison.Ordinal);
        Assert.Contains(Journey.Answer, chat[1]["gen_ai.output.messages"], StringComparison.Ordinal);
        Assert.Equal((Journey.Arguments, Journey.Result), (tool["gen_ai.tool.call.arguments"], tool["gen_ai.tool.call.result"]));
        TraceChecks.FollowsConvention(backend.Spans);
        TraceChecks.HoldsNoSecret(backend);
        Assert.False(backend.Holds(Token));
        Assert.False(backend.Holds("abcdef0123456789"));
    }
}
