namespace AgentGrains.Testing.Doubles;

/// <summary>How often and how a double disturbs.</summary>
public sealed record DisturbanceOptions
{
    /// <summary>The seed: the same one disturbs the same places in the same way, whatever order requests arrive in.</summary>
    public int Seed { get; init; }

    /// <summary>How likely an answer is disturbed.</summary>
    /// <value>Default 0; 0 to 1.</value>
    public double Probability { get; init; }

    /// <summary>The kinds to choose from, each as likely as the others.</summary>
    /// <value>Default all.</value>
    public IReadOnlyList<Disturbance> Kinds { get; init; } = [.. Enum.GetValues<Disturbance>().Where(kind => kind != Disturbance.None)];

    /// <summary>How much later a late answer comes.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What Retry-After says.</summary>
    /// <value>Default 1.</value>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>How many times in a row one place is disturbed at most, so that attempts are not used up by chance.</summary>
    /// <value>Default 2.</value>
    public int MostInARow { get; init; } = 2;
}
