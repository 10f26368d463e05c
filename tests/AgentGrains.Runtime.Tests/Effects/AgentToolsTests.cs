using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;
using AgentGrains.Runtime.Effects;

namespace AgentGrains.Runtime.Tests.Effects;

/// <summary>Which calls of a model are executed: none without required arguments, if what the tool does cannot be undone by another call.</summary>
public sealed class AgentToolsTests
{
    private const string Schema = """{"type":"object","properties":{"required":{}},"required":["amount","to"]}""";

    [Theory]
    [InlineData(ToolEffect.Irreversible, """{"amount":1}""", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Irreversible, """{"x":{"amount":1,"to":2}}""", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Irreversible, """{"Amount":1,"to":"a"}""", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Compensatable, """{"to":"a"}""", CallFault.MissingArguments)]
    [InlineData(null, """{"to":"a"}""", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Irreversible, "{}", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Irreversible, "", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Irreversible, """{"amount":1""", CallFault.Malformed)]
    [InlineData(ToolEffect.Irreversible, """{"to":null,"more":0,"\u0061mount":1}""", null)]
    [InlineData(ToolEffect.Read, "{}", CallFault.MissingArguments)]
    [InlineData(ToolEffect.Read, """{"amount":1}""", null)]
    [InlineData(ToolEffect.Idempotent, """{"amount":1}""", null)]
    public void FaultOf_RequiredArguments_AreCheckedBeforeWhatMustNotRunTwice(ToolEffect? effect, string arguments, CallFault? expected) =>
        Assert.Equal(expected, Fault(new HttpToolDefinition { Name = "pay", Effect = effect, Parameters = JsonElement.Parse(Schema) }, arguments));

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"required":[]}""")]
    [InlineData("""{"properties":{"a":{"type":"object","required":["b"]}}}""")]
    [InlineData("""{"anyOf":[{"required":["b"]}]}""")]
    public void FaultOf_NothingRequiredAtTheTopLevel_IsNone(string? schema) =>
        Assert.Null(Fault(new HttpToolDefinition { Name = "pay", Parameters = schema is null ? null : JsonElement.Parse(schema) }, """{"a":{}}"""));

    private static CallFault? Fault(ToolDefinition tool, string arguments) => AgentTools.Of(new AgentDefinition { Tools = [tool] }).FaultOf(new ToolRequest("id", "pay", arguments));
}
