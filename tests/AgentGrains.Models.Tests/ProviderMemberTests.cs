using AgentGrains.Core.Tools;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;

namespace AgentGrains.Models.Tests;

/// <summary>Members that only a provider understands go back to the model that wrote them, unless the setting says otherwise.</summary>
public sealed class ProviderMemberTests
{
    private const string With =
        """
        [{"role":"user","content":"Hi"},{"role":"assistant","content":null,"reasoning_content":"Hm. ","signature":{ "v":1 },"tool_calls":[{"id":"c","type":"function","function":{"name":"t","arguments":"{}","note":7},"thought":"x"}]},{"role":"tool","tool_call_id":"c","content":"1"}]
        """;

    private const string Without =
        """
        [{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"t","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"1"}]
        """;

    // An id of the runtime's own, which every endpoint accepts.
    private const string Others =
        """
        [{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"hOxxOPtjj","type":"function","function":{"name":"t","arguments":"{}"}}]},{"role":"tool","tool_call_id":"hOxxOPtjj","content":"1"}]
        """;

    [Theory]
    [InlineData("", "default", With)]
    [InlineData("return", "default", With)]
    [InlineData("drop", "default", Without)]
    [InlineData("return", "other", Others)]
    [InlineData("return", null, Without)]
    public async Task Messages_MembersOfAProvider_GoBackToTheirModelOnly(string setting, string? writer, string messages)
    {
        var answer = Assistant(null, new ToolRequest("c", "t", "{}") { Extra = """{"thought":"x","function":{"note":7}}""" }) with
        {
            Model = writer,
            Extra = """{"reasoning_content":"Hm. ","signature":{ "v":1 }}""",
        };

        Assert.Equal(messages, (await SentAsync(Of(User("Hi"), answer, Tool("c", "1")), ("ProviderMembers", setting))).Member("messages"));
    }
}
