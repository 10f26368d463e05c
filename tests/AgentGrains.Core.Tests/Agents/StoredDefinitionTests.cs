using System.Text;
using System.Text.Json;
using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>Stored definitions are read forwards and backwards by a release; what users write is not.</summary>
public sealed class StoredDefinitionTests
{
    private const string OfAnotherRelease = """{"model":"default","context":{"max_tokens":9,"compact_at_tokens":5},"sandbox":{"image":"x"}}""";

    [Fact]
    public void Stored_WithFieldsOfAnotherRelease_IsReadWithoutThem() =>
        Assert.Equal(
            """{"model":"default","instructions":"","description":"","tools":[],"limits":{},"context":{"max_tokens":9},"metadata":{}}""",
            Encoding.UTF8.GetString(AgentJson.Write(AgentJson.Read(Encoding.UTF8.GetBytes(OfAnotherRelease)))));

    [Fact]
    public void Written_WithAnUnknownField_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(OfAnotherRelease, AgentJson.Default.AgentDefinition));
}
