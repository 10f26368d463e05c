using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>What is wrong with a definition is said of each field, all at once.</summary>
public sealed class AgentValidatorTests
{
    public static TheoryData<string, AgentDefinition> WrongDefinitions => new()
    {
        { "model", new AgentDefinition { Model = "gone" } },
        { "instructions", new AgentDefinition { Instructions = new string('é', (64 * 1024) + 1) } },
        { "description", new AgentDefinition { Description = new string('d', 4097) } },
        { "policy", new AgentDefinition { Policy = "mine" } },
        { "limits.max_steps", new AgentDefinition { Limits = new RunLimits { MaxSteps = 0 } } },
        { "limits.max_steps", new AgentDefinition { Limits = new RunLimits { MaxSteps = 1_000_001 } } },
        { "limits.max_run_duration_ms", new AgentDefinition { Limits = new RunLimits { MaxRunDurationMs = 0 } } },
        { "limits.max_run_duration_ms", new AgentDefinition { Limits = new RunLimits { MaxRunDurationMs = 31_536_000_001 } } },
        { "limits.max_tokens", new AgentDefinition { Limits = new RunLimits { MaxTokens = 0 } } },
        { "limits.max_cost_micros", new AgentDefinition { Limits = new RunLimits { MaxCostMicros = -1 } } },
        { "context.max_tokens", new AgentDefinition { Context = new ContextDefinition { MaxTokens = 0 } } },
        { "metadata", new AgentDefinition { Metadata = Enumerable.Range(0, 17).ToDictionary(i => $"k{i}", _ => "v") } },
        { "metadata", new AgentDefinition { Metadata = new Dictionary<string, string> { [""] = "v" } } },
        { "metadata", new AgentDefinition { Metadata = new Dictionary<string, string> { [new string('k', 65)] = "v" } } },
        { "metadata.k", new AgentDefinition { Metadata = new Dictionary<string, string> { ["k"] = new('v', 513) } } },
        { "metadata.k", new AgentDefinition { Metadata = new Dictionary<string, string> { ["k"] = null! } } },
        { "tools[0]", DefinitionChecks.With((ToolDefinition?)null) },
        { "tools[1].name", DefinitionChecks.With(DefinitionChecks.Http(), DefinitionChecks.Http()) },
        { "tools", DefinitionChecks.With([.. Enumerable.Range(0, 129).Select(i => DefinitionChecks.Http() with { Name = $"look{i}" })]) },
    };

    [Theory]
    [MemberData(nameof(WrongDefinitions))]
    public void FieldThatIsWrong_IsNamed(string path, AgentDefinition definition) => Assert.Equal([path], DefinitionChecks.Wrong(definition));

    [Fact]
    public void Definition_AtItsLimits_IsTaken() => Assert.Empty(DefinitionChecks.Wrong(new AgentDefinition
    {
        Instructions = new string('i', 128 * 1024), Description = new string('d', 4096), Policy = "default",
        Limits = new RunLimits { MaxSteps = 1_000_000, MaxRunDurationMs = 31_536_000_000, MaxTokens = 1, MaxCostMicros = 1 },
        Context = new ContextDefinition { MaxTokens = 1 },
        Metadata = Enumerable.Range(0, 16).ToDictionary(i => $"{i}".PadLeft(64, 'k'), _ => new string('v', 512)),
        Tools = [.. Enumerable.Range(0, 128).Select(i => DefinitionChecks.Http() with { Name = $"{i}".PadLeft(64, 'n') })],
    }));

    [Fact]
    public void EverythingThatIsWrong_IsSaidAtOnce()
    {
        var errors = DefinitionChecks.Problems(new AgentDefinition { Model = "gone", Policy = "mine", Tools = [new ToolForm().ToDefinition()] });

        Assert.Equal(["model", "policy", "tools[0].name", "tools[0].type"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.All(errors.Values, messages => Assert.All(messages, Assert.NotEmpty));
    }

    [Fact]
    public void ThrowIfAny_SaysTheFirstAndCountsTheOthers()
    {
        var errors = new FieldErrors();
        errors.ThrowIfAny("definition");
        errors.Add("model", "There is none.");
        errors.Add("policy", "Nor this.");

        var refusal = Assert.Throws<AgentGrainsException>(() => errors.ThrowIfAny("definition"));

        Assert.Equal(ErrorCodes.Invalid, refusal.Code);
        Assert.Equal("The definition is not valid. model: There is none. And 1 more: see errors.", refusal.Message);
        Assert.Equal(["model", "policy"], refusal.Fields.Keys);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A.b_c-9", true)]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g123", true)]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g1234", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData(".", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    public void Name_OfAnAgent(string? name, bool valid) => Assert.Equal(valid, AgentValidator.IsName(name));

    [Fact]
    public void Limits_OfARunAndItsAgent_AreTheTighterOfBoth()
    {
        var agent = new RunLimits { MaxSteps = 5, MaxTokens = 9 };

        Assert.Equal(new RunLimits { MaxSteps = 3, MaxTokens = 9, MaxCostMicros = 7 }, agent.And(new RunLimits { MaxSteps = 3, MaxTokens = 10, MaxCostMicros = 7 }));
        Assert.Equal(agent, agent.And(null));
    }
}
