using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>The bounds of each parameter of model calls, and where each violation is reported.</summary>
public sealed class ModelParametersValidatorTests
{
    private const string Expected = "\"auto\", \"none\", \"required\", or {\"type\":\"function\",\"function\":{\"name\":\"…\"}}.";
    private const string Half = "Half of a surrogate pair is no character: an escape such as \\ud83d needs its other half behind it.";
    private const string Refused = "The runtime sets this header itself, or a request cannot have it.";

    public static TheoryData<string> Valid =>
    [
        "{}",
        """{"temperature":0}""",
        """{"temperature":2.0}""",
        """{"top_p":0.0001}""",
        """{"top_p":1}""",
        """{"max_output_tokens":1}""",
        """{"max_output_tokens":1000000}""",
        """{"reasoning_effort":"x-high_2"}""",
        $$"""{"reasoning_effort":"{{new string('e', 32)}}"}""",
        """{"tool_choice":"auto"}""",
        """{"tool_choice":"none"}""",
        """{"tool_choice":"required"}""",
        """{"tool_choice":{"type":"function","function":{"name":"look"}}}""",
        """{"parallel_tool_calls":false}""",
        """{"seed":-9223372036854775808}""",
        """{"stop":["a","b","c","d"]}""",
        $$"""{"stop":["{{new string('s', 256)}}"," "]}""",
        """{"response_format":{"type":"text"}}""",
        $$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"{{{new string('n', 64)}}}","schema":{},"description":"What for.","strict":true} } }""",
        """{"extra_headers":{}}""",
        """{"extra_headers":{"X-Title":"Agents, \"two\"","User-Agent":"","x-api-version":"2"}}""",
        """{"extra_body":{}}""",
        """{"extra_body":{"\ud83d\ude00":"\ud83d\ude00"}}""",
        """{"extra_body":{"top_k":5,"Temperature":1,"provider":{"model":"x"}}}""",
        """{"temperature":null,"tool_choice":null,"response_format":null,"stop":null,"extra_body":null,"extra_headers":null}""",
    ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Parameters_WithinTheirBounds_AreTaken(string parameters) => Assert.Empty(Problems(parameters));

    public static TheoryData<string, string, string> Invalid => new()
    {
        { """{"temperature":-0.1}""", "temperature", "From 0 to 2." },
        { """{"temperature":2.1}""", "temperature", "From 0 to 2." },
        { """{"top_p":0}""", "top_p", "Above 0, at most 1." },
        { """{"top_p":1.01}""", "top_p", "Above 0, at most 1." },
        { """{"max_output_tokens":0}""", "max_output_tokens", "From 1 to 1000000." },
        { """{"max_output_tokens":1000001}""", "max_output_tokens", "From 1 to 1000000." },
        { """{"reasoning_effort":""}""", "reasoning_effort", "1 to 32 letters, digits, '_' or '-', such as low." },
        { """{"reasoning_effort":"very high"}""", "reasoning_effort", "1 to 32 letters, digits, '_' or '-', such as low." },
        { """{"reasoning_effort":"low\n"}""", "reasoning_effort", "1 to 32 letters, digits, '_' or '-', such as low." },
        { $$"""{"reasoning_effort":"{{new string('e', 33)}}"}""", "reasoning_effort", "1 to 32 letters, digits, '_' or '-', such as low." },
        { """{"tool_choice":"any"}""", "tool_choice", Expected },
        { """{"tool_choice":true}""", "tool_choice", Expected },
        { """{"tool_choice":["auto"]}""", "tool_choice", Expected },
        { """{"tool_choice":{}}""", "tool_choice", Expected },
        { """{"tool_choice":{"type":"tool","name":"look"}}""", "tool_choice", Expected },
        { """{"tool_choice":{"type":7,"function":{"name":"look"}}}""", "tool_choice", Expected },
        { """{"tool_choice":{"type":"function","function":"look"}}""", "tool_choice", Expected },
        { """{"tool_choice":{"type":"function","function":{"name":7}}}""", "tool_choice", Expected },
        { """{"tool_choice":{"type":"function","function":{}}}""", "tool_choice", Expected },
        { """{"tool_choice":"\ud800"}""", "tool_choice", Half },
        { """{"tool_choice":{"type":"function","function":{"name":"look\udc00"}}}""", "tool_choice", Half },
        { """{"tool_choice":{"type":"function","function":{"name":"other"}}}""", "tool_choice.function.name", "The agent has no tool of this name." },
        { """{"stop":[]}""", "stop", "1 to 4 texts of 1 to 256 characters." },
        { """{"stop":["a","b","c","d","e"]}""", "stop", "1 to 4 texts of 1 to 256 characters." },
        { """{"stop":["a",""]}""", "stop", "1 to 4 texts of 1 to 256 characters." },
        { """{"stop":[null]}""", "stop", "1 to 4 texts of 1 to 256 characters." },
        { $$"""{"stop":["{{new string('s', 257)}}"]}""", "stop", "1 to 4 texts of 1 to 256 characters." },
        { """{"response_format":{}}""", "response_format.type", "text or json_schema." },
        { """{"response_format":{"type":"json_object"}}""", "response_format.type", "text or json_schema." },
        { """{"response_format":{"type":"text","json_schema":{"name":"a","schema":{}}}}""", "response_format.json_schema", "Only a response format of type json_schema has a schema." },
        { """{"response_format":{"type":"json_schema"}}""", "response_format.json_schema.schema", "A response format of type json_schema has a schema, an object." },
        { """{"response_format":{"type":"json_schema","json_schema":{"name":"a"}}}""", "response_format.json_schema.schema", "A response format of type json_schema has a schema, an object." },
        { """{"response_format":{"type":"json_schema","json_schema":{"name":"a b","schema":{}}}}""", "response_format.json_schema.name", "1 to 64 letters, digits, '_' or '-'." },
        { """{"response_format":{"type":"json_schema","json_schema":{"schema":{}}}}""", "response_format.json_schema.name", "1 to 64 letters, digits, '_' or '-'." },
        { """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":true}}}""", "response_format.json_schema.schema", "A schema is an object such as {\"type\":\"object\"}." },
        { """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"array"}}}}""", "response_format.json_schema.schema.type", "An answer is an object: type is \"object\"." },
        {
            """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"properties":{"b":{"type":"text"}}}}}}""", "response_format.json_schema.schema.properties.b.type",
            "One of string, number, integer, boolean, object, array, null, or a list of them."
        },
        { """{"extra_headers":{"Authorization":"x"}}""", "extra_headers.Authorization", Refused },
        { """{"extra_headers":{"API-KEY":"x"}}""", "extra_headers.API-KEY", Refused },
        { """{"extra_headers":{"Content-Language":"de"}}""", "extra_headers.Content-Language", Refused },
        { """{"extra_headers":{"Expires":"0"}}""", "extra_headers.Expires", Refused },
        { """{"extra_headers":{"expect":"100-continue"}}""", "extra_headers.expect", Refused },
        { """{"extra_headers":{"X Y":"x"}}""", "extra_headers.X Y", "Not a header's name." },
        { """{"extra_headers":{"X-A":"a\r\nX-B: b"}}""", "extra_headers.X-A", "A header's value is visible ASCII text on one line." },
        { """{"extra_headers":{"X-A":"é"}}""", "extra_headers.X-A", "A header's value is visible ASCII text on one line." },
        { """{"extra_headers":{"X-A":null}}""", "extra_headers.X-A", "A header's value is visible ASCII text on one line." },
        { """{"extra_headers":{""" + string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"X-{i}\":\"\"")) + "}}", "extra_headers", "At most 16 headers." },
        { """{"extra_body":[]}""", "extra_body", "An object." },
        { """{"extra_body":"x"}""", "extra_body", "An object." },
        { """{"extra_body":{"\ud800":1}}""", "extra_body", Half },
        { """{"extra_body":{"a":["\ud83d","\ude00"]}}""", "extra_body", Half },
        { """{"extra_body":{"messages":[]}}""", "extra_body.messages", "The runtime writes this member itself." },
        { """{"extra_body":{"n":2}}""", "extra_body.n", "The runtime writes this member itself." },
        { $$$"""{"extra_body":{"a":"{{{new string('x', 16 * 1024)}}}"}}""", "extra_body", "At most 16384 bytes." },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Parameter_OutOfItsBounds_IsReportedWithItsPath(string parameters, string path, string message)
    {
        var (where, messages) = Assert.Single(Problems(parameters));

        Assert.Equal($"at.{path}", where);
        Assert.Equal([message], messages);
    }

    [Fact]
    public void ExtraBody_AtItsLimit_IsTaken() => Assert.Empty(Problems($$$"""{"extra_body":{"a":"{{{new string('x', (16 * 1024) - 8)}}}"}}"""));

    [Fact]
    public void Parameters_WrongInManyWays_ReportAllOfThem() => Assert.Equal(
        ["at.extra_body.model", "at.response_format.type", "at.stop", "at.temperature", "at.tool_choice", "at.top_p"],
        Problems("""{"temperature":3,"top_p":7,"tool_choice":"any","stop":[],"response_format":{"type":"xml"},"extra_body":{"model":"x"}}""").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void ToolChoice_OfAnAgentWithoutTools_ForcesNone()
    {
        Assert.Equal(["at.tool_choice"], Problems("""{"tool_choice":"required"}""", tools: []).Keys);
        Assert.Equal(["at.tool_choice.function.name"], Problems("""{"tool_choice":{"type":"function","function":{"name":"look"}}}""", tools: []).Keys);
        Assert.Empty(Problems("""{"tool_choice":"auto"}""", tools: []));
    }

    [Fact]
    public void ToolChoice_OfAConfiguredModel_MayNameAnyTool()
    {
        Assert.Empty(Problems("""{"tool_choice":{"type":"function","function":{"name":"any"}}}""", tools: null));
        Assert.Empty(Problems("""{"tool_choice":"required"}""", tools: null));
    }

    [Fact]
    public void Schema_ThatAnswersCannotBeValidatedAgainst_IsReported()
    {
        const string Format = """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"$ref":"#/$defs/b"}}}}""";

        var (path, messages) = Assert.Single(Problems(Format, ["look"], format => $"No {format.JsonSchema!.Schema!.Value.GetProperty("$ref")}."));

        Assert.Equal("at.response_format.json_schema.schema", path);
        Assert.Equal(["No answer can be validated against it: No #/$defs/b."], messages);
    }

    [Fact]
    public void Schema_OfTheWrongShape_IsNotTried() => Assert.Equal(
        ["at.response_format.json_schema.schema.type"],
        Problems("""{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"array"}}}}""", ["look"], _ => throw new InvalidOperationException("It has the wrong shape.")).Keys);

    [Fact]
    public void Agent_WithBadParameters_ReportsThemBelowModelParameters()
    {
        var definition = new AgentDefinition
        {
            ModelParameters = new ModelParameters { Temperature = 3, ToolChoice = JsonElement.Parse("""{"type":"function","function":{"name":"gone"}}""") }, Tools = [DefinitionChecks.Http(), null!],
        };

        Assert.Equal(["model_parameters.temperature", "model_parameters.tool_choice.function.name", "tools[1]"], DefinitionChecks.Wrong(definition));
    }

    private static IReadOnlyDictionary<string, string[]> Problems(string parameters) => Problems(parameters, ["look", "book"]);

    private static IReadOnlyDictionary<string, string[]> Problems(string parameters, IReadOnlyCollection<string>? tools, Func<ResponseFormat, string?>? faultOf = null)
    {
        var errors = new FieldErrors();
        ModelParametersValidator.Check(JsonSerializer.Deserialize(parameters, AgentJson.Default.ModelParameters)!, "at", tools, faultOf ?? (static _ => null), errors);
        return errors.ToDictionary();
    }
}
