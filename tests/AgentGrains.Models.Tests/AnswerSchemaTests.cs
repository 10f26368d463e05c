using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Models.ChatCompletions;

namespace AgentGrains.Models.Tests;

/// <summary>Which schemas answers can be validated against, and that no schema or answer makes validation fail or hang.</summary>
public sealed class AnswerSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","definitions":{"x":{"type":"integer"}},"properties":{"a":{"$ref":"#/definitions/x"}}}""")]
    [InlineData("""{"type":"object","$defs":{"x":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/x"}}}""")]
    [InlineData("""{"type":"object","$defs":{"x":{"$anchor":"n","type":"integer"}},"properties":{"a":{"$ref":"#n"}}}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"a":{"type":"integer"}}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","definitions":{"x":{"type":"integer"}},"properties":{"a":{"$ref":"#/definitions/x"}}}""")]
    [InlineData("""{"type":"object","nullable":true,"x-order":["a"],"example":{},"properties":{"a":{"type":"integer","nullable":false}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"$ref":"#"}}}""")]
    public void Schema_AsItIsMetInTheField_IsUsed(string schema)
    {
        Assert.Null(AnswerSchema.FaultOf(Format(schema)));
        Assert.Null(Mismatch(schema, """{"a":1}"""));
        Assert.Equal("""The last answer does not match the response schema: at '/a': Value is "string" but should be "integer".""", Mismatch(schema, """{"a":"x"}"""));
    }

    [Fact]
    public void Schema_WithAnId_MayComeAgainAndChange()
    {
        const string First = """{"$id":"https://agents.example/answer","type":"object","properties":{"a":{"type":"integer"}}}""";
        const string Second = """{"$id":"https://agents.example/answer","type":"object","properties":{"a":{"type":"string"}}}""";

        Assert.Null(Mismatch(First, """{"a":1}"""));
        Assert.Null(Mismatch(First, """{"a":1}"""));
        Assert.Null(Mismatch(Second, """{"a":"x"}"""));
        Assert.NotNull(Mismatch(First, """{"a":"x"}"""));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/none"}}}""", "#/$defs/none")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"https://schemas.example/x"}}}""", "https://schemas.example/x")]
    [InlineData("""{"type":"object","$ref":"#"}""", "#")]
    [InlineData("""{"$schema":"https://schemas.example/meta","type":"object"}""", "https://schemas.example/meta")]
    [InlineData("""{"type":"object","dependentRequired":7}""", "dependentRequired")]
    [InlineData("""{"type":"object","$anchor":"7 7"}""", "$anchor")]
    public void Schema_ThatCannotBeUsed_HasAFault(string schema, string words) => Assert.Contains(words, AnswerSchema.FaultOf(Format(schema)), StringComparison.Ordinal);

    [Fact]
    public void Schema_ThatCannotBeUsed_FailsTheCallForGood()
    {
        var failure = Assert.Throws<ModelException>(() => Mismatch("""{"type":"object","$ref":"#/$defs/none"}""", "{}"));

        Assert.Equal(ModelFailureKind.Permanent, failure.Kind);
        Assert.StartsWith("No answer can be validated against the response schema: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","maxLength":3}}}""", """{"a":"\ud800"}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", """{"\udc00":"x"}""")]
    public void Answer_WithHalfACharacter_IsAMismatch(string schema, string answer) =>
        Assert.Equal("The last answer has half a surrogate pair in a text, so it does not match the response schema.", Mismatch(schema, answer));

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"^(a+)+$"}}}""", """{"a":"LONG"}""")]
    [InlineData("""{"type":"object","propertyNames":{"pattern":"^(a+)+$"}}""", """{"LONG":1}""")]
    [InlineData("""{"type":"object","patternProperties":{"^(a+)+$":true}}""", """{"LONG":1}""")]
    [InlineData("""{"type":"object","definitions":{"x":{"anyOf":[{"not":{"pattern":"^(a+)+$"}}]}},"properties":{"a":{"$ref":"#/definitions/x"}}}""", """{"a":"LONG"}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"pattern":"^(a+)+$"}}}""", """{"a":"LONG"}""")]
    public void Answer_ThatAPatternNeedsAgesFor_IsAMismatchSoon(string schema, string answer) => Assert.Equal(
        "The last answer cannot be validated: the response schema takes too long for it.",
        Mismatch(schema, answer.Replace("LONG", new string('a', 40) + "!", StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"type":"object","allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","anyOf":[{"type":"object"},{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","not":{"$ref":"#"}}""")]
    [InlineData("""{"type":"object","if":{"$ref":"#"}}""")]
    [InlineData("""{"type":"object","dependentSchemas":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/properties/a"}}}""")]
    [InlineData("""{"type":"object","definitions":{"x":{"allOf":[{"$ref":"#/definitions/y"}]},"y":{"oneOf":[{"$ref":"#/definitions/x"}]}},"properties":{"a":{"$ref":"#/definitions/x"}}}""")]
    [InlineData("""{"$id":"https://agents.example/a","type":"object","allOf":[{"$ref":"https://agents.example/a"}]}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","dependencies":{"a":{"$ref":"#"}}}""")]
    public void Schema_ThatAppliesToTheSameValueWithoutEnd_HasAFault(string schema) =>
        Assert.Equal("A $ref applies a subschema to the same value without end.", AnswerSchema.FaultOf(Format(schema)));

    [Theory]
    [InlineData("""{"type":"object","$dynamicAnchor":"k","allOf":[{"$dynamicRef":"#k"}]}""", "$dynamicRef is not supported; use $ref.")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","type":"object","$recursiveAnchor":true,"allOf":[{"$recursiveRef":"#"}]}""", "$recursiveRef is not supported; use $ref.")]
    [InlineData("""{"type":"object","$ref":"http://json-schema.org/draft-07/schema#"}""", "It refers to 'http://json-schema.org/draft-07/schema#', which is not a part of it.")]
    public void Schema_WhoseReferencesCannotBeFollowed_HasAFault(string schema, string fault) => Assert.Equal(fault, AnswerSchema.FaultOf(Format(schema)));

    [Theory]
    [InlineData(32, null)]
    [InlineData(33, "More than 32 subschemas in a row apply to the same value.")]
    [InlineData(2500, "More than 32 subschemas in a row apply to the same value.")]
    public void Schema_WithALongChainOfReferences_HasAFault(int length, string? fault)
    {
        var links = Enumerable.Range(1, length - 1).Select(i => $$""" "{{i - 1}}":{"$ref":"#/$defs/{{i}}"}, """.Trim());

        Assert.Equal(fault, AnswerSchema.FaultOf(Format($$$"""{"type":"object","$defs":{{{{string.Concat(links)}}}"{{{length - 1}}}":true},"$ref":"#/$defs/0"}""")));
    }

    [Fact]
    public void Answer_ThatIsAsDeepAsASchemaAllows_IsValidated()
    {
        // 30 subschemas apply at each of 60 levels: on a thread of the pool this overflows the stack.
        var links = Enumerable.Range(1, 10).Select(i => $$$""" "{{{i - 1}}}":{"if":{"not":{"$ref":"#/$defs/{{{i}}}"} } }, """.Trim());
        var schema = """{"type":"object","$defs":{""" + string.Concat(links) + """ "10":{"properties":{"a":{"$ref":"#/$defs/0"}}}},"properties":{"a":{"$ref":"#/$defs/0"}}}""";

        Assert.Null(Mismatch(schema, Nested(60)));
    }

    [Fact]
    public void Answer_ThatASchemaBranchesForAtEachLevel_IsAMismatchSoon()
    {
        var schema = new BoundedSchema(JsonElement.Parse("""{"type":"object","allOf":[{"properties":{"a":{"$ref":"#"}}},{"properties":{"a":{"$ref":"#"}}}]}"""), TimeSpan.FromMilliseconds(200));

        Assert.Null(schema.Fault);
        Assert.Empty(schema.ErrorsOf(JsonElement.Parse(Nested(2))));
        Assert.Throws<TimeoutException>(() => schema.ErrorsOf(JsonElement.Parse(Nested(60))));
        Assert.Throws<TimeoutException>(() => schema.ErrorsOf(JsonElement.Parse(Nested(2))));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"^\\d+$"}}}""", """{"a":"12"}""", """{"a":"1x"}""")]
    [InlineData("""{"type":"object","patternProperties":{"^n_":{"type":"integer"}},"additionalProperties":false}""", """{"n_a":1}""", """{"a":1}""")]
    [InlineData("""{"type":"object","patternProperties":{"^n_":{"type":"integer"}},"additionalProperties":false}""", """{"n_a":1}""", """{"n_a":"x"}""")]
    public void Answer_OfASchemaWithPatterns_IsValidated(string schema, string right, string wrong)
    {
        Assert.Null(Mismatch(schema, right));
        Assert.NotNull(Mismatch(schema, wrong));
    }

    [Fact]
    public void FaultOf_Text_IsNone() => Assert.Null(AnswerSchema.FaultOf(new ResponseFormat { Type = ResponseFormat.Text }));

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("""{"a":""", levels)) + "{}" + new string('}', levels);

    private static string? Mismatch(string schema, string answer) =>
        AnswerSchema.Mismatch(Format(schema), new ModelAnswer(answer, [], new ModelUsage(1, 1, 0, 0), "stop", "m"));

    private static ResponseFormat Format(string schema) =>
        new() { Type = ResponseFormat.Schema, JsonSchema = new ResponseSchema { Name = "answer", Schema = JsonElement.Parse(schema) } };
}
