using AgentGrains.Core.Agents;
using AgentGrains.Core.Tools;
using Microsoft.Extensions.DependencyInjection;
using static AgentGrains.Tools.Tests.Calling;

namespace AgentGrains.Tools.Tests;

public sealed class EchoTests
{
    private static readonly BuiltinToolDefinition Echo = new() { Name = BuiltinTools.Echo };

    [Theory]
    [InlineData("{\"text\":\"\\u00e9 x\"}", "é x", false)]
    [InlineData("{\"text\":\"\",\"more\":1}", "", false)]
    [InlineData("{\"text\":1}", "'echo' takes text, a string.", true)]
    [InlineData("{}", "'echo' takes text, a string.", true)]
    [InlineData("[]", "'echo' takes text, a string.", true)]
    [InlineData("no JSON", "'echo' takes text, a string.", true)]
    public async Task ExecuteAsync_Arguments_AreAnsweredAtOnce(string arguments, string content, bool isError) =>
        Assert.Equal(new ToolOutcome.Answered(content, isError), await CallAsync(Echo, arguments));

    [Theory]
    [InlineData("builtin", "sleep")]
    [InlineData("client", "echo")]
    public void AddTools_ToolOfTheEngine_HasNoExecutor(string type, string name)
    {
        using var provider = Provider(new Dictionary<string, string?>());
        Assert.DoesNotContain(provider.GetServices<IToolExecutor>(), executor => executor.Handles(new ToolForm { Type = type, Name = name }.ToDefinition()));
    }
}
