using System.Text;
using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>Stored definitions are pinned by runs: what one release wrote, each later one reads and writes the same.</summary>
public sealed class ToolFormTests
{
    private const string Http = """
        {"type":"http","name":"book","description":"Books.","parameters":{"type":"object","properties":{}},"url":"https://tools.example/book","effect":"compensatable","timeout_ms":1000,"headers":{"X-Kind":"a","X-Key":{"secret":"key"}},"ends_run":true}
        """;

    private const string HttpWithTheLeast = """{"type":"http","name":"pay","description":"","url":"https://tools.example/pay","effect":"irreversible","ends_run":false}""";

    private const string Client = """{"type":"client","name":"form","description":"","parameters":{},"effect":"irreversible","timeout_ms":5,"ends_run":false}""";

    private const string Builtin = """{"type":"builtin","name":"sleep","description":"","effect":"read","ends_run":false}""";

    private const string OfALaterRelease = """{"type":"mcp","name":"files","description":"","url":"https://mcp.example/","effect":"read","headers":{},"ends_run":false}""";

    [Theory]
    [InlineData(Http, typeof(HttpToolDefinition))]
    [InlineData(HttpWithTheLeast, typeof(HttpToolDefinition))]
    [InlineData(Client, typeof(ClientToolDefinition))]
    [InlineData(Builtin, typeof(BuiltinToolDefinition))]
    [InlineData(OfALaterRelease, typeof(UnsupportedToolDefinition))]
    public void StoredTool_IsReadAsItsType_AndWrittenTheSame(string tool, Type type)
    {
        var stored = $$$"""{"model":"default","instructions":"","description":"","tools":[{{{tool.Trim()}}}],"limits":{},"context":{},"metadata":{}}""";

        var definition = AgentJson.Read(Encoding.UTF8.GetBytes(stored));

        Assert.IsType(type, Assert.Single(definition.Tools));
        Assert.Equal(stored, Encoding.UTF8.GetString(AgentJson.Write(definition)));
    }

    [Theory]
    [InlineData("""{"type":"builtin","name":"sleep"}""", ToolEffect.Read)]
    [InlineData("""{"effect":"idempotent","name":"sleep","type":"builtin"}""", ToolEffect.Idempotent)]
    [InlineData("""{"type":"client","name":"form","effect":null}""", ToolEffect.Irreversible)]
    public void ToolAsAUserWritesIt_HasItsEffect(string tool, ToolEffect effect) =>
        Assert.Equal(effect, Assert.Single(AgentJson.Read(Encoding.UTF8.GetBytes($$"""{"tools":[{{tool}}]}""")).Tools).Effect);
}
