using System.Text;
using System.Text.Json;
using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>Schemas of tools as models get them, byte for byte.</summary>
public sealed class ToolSchemasTests
{
    [Theory]
    [InlineData(null, """{"type":"object","properties":{}}""")]
    [InlineData("{}", """{"type":"object","properties":{}}""")]
    [InlineData("{ \n }", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object"}""", """{"properties":{},"type":"object"}""")]
    [InlineData("""{"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""")]
    [InlineData("""{"additionalProperties":false}""", """{"type":"object","properties":{},"additionalProperties":false}""")]
    [InlineData("""{ "description" : "\u00e9 {" , "required":["a"] }""", """{"type":"object","properties":{}, "description" : "\u00e9 {" , "required":["a"] }""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{}}}}""", """{"type":"object","properties":{},"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{}}}}""")]
    public void Complete_WhatIsMissing_ComesFirst_AndTheRestStaysAsItIs(string? schema, string complete) => Assert.Equal(complete, Complete(schema));

    [Theory]
    [InlineData("""{"type":"object","properties":{}}""")]
    [InlineData(""" { "properties" : { "a" : { "type" : "number" , "maximum" : 1.0e1 } } , "type" : "object" } """)]
    public void Complete_NothingMissing_IsAsItWasWritten(string schema) => Assert.Equal(schema.Trim(), Complete(schema));

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"required":[]}""", false)]
    [InlineData("""{"required":"a"}""", false)]
    [InlineData("""{"properties":{"required":{"type":"array"}}}""", false)]
    [InlineData("true", false)]
    [InlineData("""{"required":["a"]}""", true)]
    public void RequiresArguments_OnlyIfAnyIsRequired(string schema, bool requires) => Assert.Equal(requires, ToolSchemas.RequiresArguments(JsonElement.Parse(schema)));

    private static string Complete(string? schema) => Encoding.UTF8.GetString(ToolSchemas.Complete(schema is null ? null : JsonElement.Parse(schema)).Span);
}
