using System.Globalization;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>The shape of the JSON Schema of a tool's arguments.</summary>
public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{"a":true,"b":{"type":["string","null"]}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"type":"string"},{"not":{"const":null}}]}}}""")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"$ref":"#/$defs/b"},"minItems":0,"uniqueItems":true}},"$defs":{"b":{"enum":[null]}}}""")]
    [InlineData("""{"properties":{"a":{"type":"string","pattern":"^a+$","minLength":1,"format":"date"},"b":{"minimum":-1.5,"multipleOf":0.1}}}""")]
    [InlineData("""{"unknown":"an unknown keyword","default":7,"examples":[1]}""")]
    public void ShapeThatIsRight_IsTaken(string schema) => Assert.Empty(DefinitionChecks.WrongInSchema(schema));

    [Theory]
    [InlineData("true", "")]
    [InlineData("[]", "")]
    [InlineData("\"object\"", "")]
    [InlineData("""{"type":"array"}""", ".type")]
    [InlineData("""{"type":["object"]}""", ".type")]
    [InlineData("""{"type":7}""", ".type")]
    [InlineData("""{"properties":[]}""", ".properties")]
    [InlineData("""{"properties":{"a":7}}""", ".properties.a")]
    [InlineData("""{"properties":{"a":{"type":"text"}}}""", ".properties.a.type")]
    [InlineData("""{"properties":{"a":{"type":[]}}}""", ".properties.a.type")]
    [InlineData("""{"properties":{"a":{"type":["string","string"]}}}""", ".properties.a.type")]
    [InlineData("""{"properties":{"a":{"type":[7]}}}""", ".properties.a.type")]
    [InlineData("""{"required":"a"}""", ".required")]
    [InlineData("""{"required":["a","a"]}""", ".required")]
    [InlineData("""{"required":[7]}""", ".required")]
    [InlineData("""{"additionalProperties":"no"}""", ".additionalProperties")]
    [InlineData("""{"properties":{"a":{"items":[]}}}""", ".properties.a.items")]
    [InlineData("""{"anyOf":[]}""", ".anyOf")]
    [InlineData("""{"allOf":{}}""", ".allOf")]
    [InlineData("""{"oneOf":[true,7]}""", ".oneOf[1]")]
    [InlineData("""{"properties":{"a":{"enum":[]}}}""", ".properties.a.enum")]
    [InlineData("""{"$ref":7}""", ".$ref")]
    [InlineData("""{"description":null}""", ".description")]
    [InlineData("""{"properties":{"a":{"minimum":"1"}}}""", ".properties.a.minimum")]
    [InlineData("""{"properties":{"a":{"multipleOf":0}}}""", ".properties.a.multipleOf")]
    [InlineData("""{"properties":{"a":{"multipleOf":"2"}}}""", ".properties.a.multipleOf")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", ".properties.a.minLength")]
    [InlineData("""{"properties":{"a":{"maxItems":1.5}}}""", ".properties.a.maxItems")]
    [InlineData("""{"properties":{"a":{"maxItems":1e99}}}""", ".properties.a.maxItems")]
    [InlineData("""{"properties":{"a":{"uniqueItems":"yes"}}}""", ".properties.a.uniqueItems")]
    [InlineData("""{"properties":{"a":{"pattern":"("}}}""", ".properties.a.pattern")]
    [InlineData("""{"properties":{"a":{"pattern":7}}}""", ".properties.a.pattern")]
    [InlineData("""{"$defs":{"a":{"not":7}}}""", ".$defs.a.not")]
    public void ShapeThatIsWrong_IsRefused_WhereItIs(string schema, string path) => Assert.Equal([path], DefinitionChecks.WrongInSchema(schema));

    [Theory]
    [InlineData("""{"properties":{"a":{"pattern":"\ud800"}}}""")]
    [InlineData("""{"required":["\ud800"]}""")]
    [InlineData("""{"properties":{"a":{"type":"\ud800"}}}""")]
    [InlineData("""{"default":["\ud83d","\ude00"]}""")]
    [InlineData("""{"properties":{"\ud800":7}}""")]
    public void TextThatIsNoText_IsRefused(string schema) => Assert.Equal([""], DefinitionChecks.WrongInSchema(schema));

    [Fact]
    public void EscapedCharacter_OfTwoHalves_IsTaken() => Assert.Empty(DefinitionChecks.WrongInSchema("""{"description":"\ud83d\ude00"}"""));

    [Theory]
    [InlineData(31, 0)]
    [InlineData(32, 1)]
    public void Nesting_HasALimit(int levels, int wrong)
    {
        var schema = string.Concat(Enumerable.Repeat("""{"not":""", levels)) + "{}" + new string('}', levels);

        Assert.Equal(wrong, DefinitionChecks.WrongInSchema(schema).Count);
    }

    [Theory]
    [InlineData(64 * 1024, 0)]
    [InlineData((64 * 1024) + 1, 1)]
    public void Size_HasALimit(int bytes, int wrong)
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $$"""{"description":"{{new string('d', bytes - 18)}}"}""");
        Assert.Equal(bytes, schema.Length);

        Assert.Equal(wrong, DefinitionChecks.WrongInSchema(schema).Count);
    }

    [Fact]
    public void Problems_AreCutToALimit()
    {
        var schema = "{\"properties\":{" + string.Join(",", Enumerable.Range(0, 500).Select(i => $"\"p{i}\":7")) + "}}";

        Assert.Equal(Errors.FieldErrors.MaxFields, DefinitionChecks.WrongInSchema(schema).Count);
    }
}
