namespace AgentGrains.Core.Models;

/// <summary>An attempt of a model call that gave no answer.</summary>
/// <param name="kind">What may help.</param>
/// <param name="message">What happened, with the provider's words; no secrets.</param>
/// <param name="inner">What caused it.</param>
public sealed class ModelException(ModelFailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What may help.</summary>
    public ModelFailureKind Kind { get; } = kind;

    /// <summary>How long the provider asked to wait before the next attempt, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the call was not sent, because calls before it failed. It can be sent after <see cref="RetryAfter"/>.</summary>
    public bool NotSent { get; init; }

    /// <summary>What the attempt used; null if the provider processed nothing.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>The model that was processing the attempt, as it calls itself; null if unknown.</summary>
    public string? Model { get; init; }
}

/// <summary>Classes of failed model calls.</summary>
public enum ModelFailureKind
{
    /// <summary>The answer is broken off, empty or unreadable: a few more attempts may give another one.</summary>
    BadAnswer,

    /// <summary>Time-out, lost connection, 408, 409, 425, 5xx: the provider may be back later.</summary>
    Unavailable,

    /// <summary>429: the provider did not process the request and will later.</summary>
    Throttled,

    /// <summary>The account has no credit or quota left: a person has to raise it.</summary>
    Exhausted,

    /// <summary>The prompt is larger than the model accepts.</summary>
    ContextOverflow,

    /// <summary>The answer is larger than <see cref="ModelRequest.MaxAnswerBytes"/>.</summary>
    AnswerTooLarge,

    /// <summary>The provider's content filter rejected the prompt or the whole answer.</summary>
    Filtered,

    /// <summary>The answer does not match the schema that the agent demands.</summary>
    SchemaMismatch,

    /// <summary>Wrong key, unknown model, rejected request: another attempt gives the same.</summary>
    Permanent,
}
