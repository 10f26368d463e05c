using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Tests.Agents;

public sealed class ToolValidatorTests
{
    private static readonly HttpToolDefinition Http = DefinitionChecks.Http();

    public static TheoryData<string, ToolDefinition> WrongTools => new()
    {
        { "name", Http with { Name = "" } },
        { "name", Http with { Name = "a b" } },
        { "name", Http with { Name = "look\n" } },
        { "name", Http with { Name = new string('n', 65) } },
        { "description", Http with { Description = new string('d', 4097) } },
        { "timeout_ms", Http with { TimeoutMs = 0 } },
        { "timeout_ms", Http with { TimeoutMs = 86_400_001 } },
        { "url", Http with { Url = null } },
        { "url", Http with { Url = "" } },
        { "url", Http with { Url = "/look" } },
        { "url", Http with { Url = "ftp://tools.example/" } },
        { "url", Http with { Url = "file:///etc/passwd" } },
        { "url", Http with { Url = "https://user:secret@tools.example/" } },
        { "url", Http with { Url = "https://tools.example/" + new string('p', 2048) } },
        { "type", new ToolForm { Type = "", Name = "look" }.ToDefinition() },
        { "type", new ToolForm { Type = "HTTP", Name = "look" }.ToDefinition() },
        { "type", new ToolForm { Type = "sandbox", Name = "bash" }.ToDefinition() },
        { "type", new ToolForm { Type = "mcp", Name = "look" }.ToDefinition() },
        { "url", new ToolForm { Type = "client", Name = "form", Url = "https://tools.example/" }.ToDefinition() },
        { "headers", new ToolForm { Type = "client", Name = "form", Headers = new Dictionary<string, HeaderDefinition>() }.ToDefinition() },
        { "name", new BuiltinToolDefinition { Name = "fly" } },
        { "parameters", new BuiltinToolDefinition { Name = "sleep", Parameters = System.Text.Json.JsonElement.Parse("{}") } },
        { "headers", Http with { Headers = Enumerable.Range(0, 33).ToDictionary(i => $"X-{i}", _ => new HeaderDefinition("v", null)) } },
        { "headers", Header("", "v") },
        { "headers", Header("X Y", "v") },
        { "headers", Header("X\r\nY", "v") },
        { "headers", Header(new string('X', 129), "v") },
        { "headers.Host", Header("Host", "v") },
        { "headers.idempotency-key", Header("idempotency-key", "v") },
        { "headers.X-AgentGrains-Run", Header("X-AgentGrains-Run", "v") },
        { "headers.X", Header("X", "é") },
        { "headers.X", Header("X", "a\r\nb: c") },
        { "headers.X", Header("X", null) },
        { "headers.X", Header("X", new string('v', 8193)) },
        { "headers.X.secret", Http with { Headers = new Dictionary<string, HeaderDefinition> { ["X"] = new(null, "a secret") } } },
        { "headers.X.secret", Http with { Headers = new Dictionary<string, HeaderDefinition> { ["X"] = new(null, "") } } },
    };

    public static TheoryData<ToolDefinition> RightTools => new()
    {
        Http,
        Http with { Url = "http://127.0.0.1:8080/a?b=c", TimeoutMs = 86_400_000, Effect = ToolEffect.Read },
        Header("Authorization", "Bearer abc"),
        Http with { Headers = new Dictionary<string, HeaderDefinition> { ["X-Key"] = new(null, "tools.key_1-a") } },
        new ClientToolDefinition { Name = "form", TimeoutMs = 1 },
        new BuiltinToolDefinition { Name = "wait_for_signal" },
    };

    [Theory]
    [MemberData(nameof(WrongTools))]
    public void FieldThatIsWrong_IsNamed(string path, ToolDefinition tool) => Assert.Equal([$"tools[0].{path}"], DefinitionChecks.Wrong(DefinitionChecks.With(tool)));

    [Theory]
    [MemberData(nameof(RightTools))]
    public void ToolThatIsRight_IsTaken(ToolDefinition tool) => Assert.Empty(DefinitionChecks.Wrong(DefinitionChecks.With(tool)));

    private static HttpToolDefinition Header(string name, string? value) => Http with { Headers = new Dictionary<string, HeaderDefinition> { [name] = new(value, null) } };
}
