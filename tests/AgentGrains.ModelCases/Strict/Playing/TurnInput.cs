namespace AgentGrains.ModelCases.Strict.Playing;

/// <summary>What the user says in a turn.</summary>
/// <param name="Input">The run's input.</param>
/// <param name="Steering">The contents of messages that come while a tool runs.</param>
internal sealed record TurnInput(object Input, params IReadOnlyList<object> Steering)
{
    private static readonly object BlankPart = new { type = "text", text = " " };

    private static readonly TurnInput[] Kinds =
    [
        new("What is the weather in Rome?"),
        new("And now?", "Please hurry."),
        new(""),
        new(new[] { Message("system", "Be brief."), Message("user", "Pay it.") }),
        new("Pay.", "\n"),
        new(new[] { Message("user", "One."), Message("user", "Two.") }),
        new(new[] { Message("user", new[] { BlankPart }) }),
        new(new[] { Message("user", new[] { BlankPart, new { type = "text", text = "Look." } }) }),
        new("Continue.", "First.", "Second."),
        new(new[] { Message("user", "Hi."), Message("assistant", "Hello. "), Message("user", "Pay.") }),
        new(" \n "),
        new("More.", [new[] { BlankPart }]),
        new(new[] { Message("system", " "), Message("user", "Now.") }),
    ];

    /// <summary>The input of a turn: each kind in turn.</summary>
    public static TurnInput Of(int turn) => Kinds[turn % Kinds.Length];

    private static object Message(string role, object content) => new { role, content };
}
