using AgentGrains.ModelCases.Checks;

namespace AgentGrains.ModelCases.Soak.Calls;

/// <summary>A tool call as the model wrote it.</summary>
/// <param name="Name">The tool; may be one that does not exist.</param>
/// <param name="Arguments">The text of the arguments; empty if the model wrote none.</param>
/// <param name="IsSound">Whether the tool exists, and the arguments are one whole object that it accepts.</param>
internal sealed record MeantCall(string Name, string Arguments, bool IsSound)
{
    /// <summary>The call as it is executed, if it is sound.</summary>
    public ExpectedCall Expected => ExpectedCall.Of(Name, Arguments.Length == 0 ? "{}" : Arguments);
}
