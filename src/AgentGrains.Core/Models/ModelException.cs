namespace AgentGrains.Core.Models;

/// <summary>An attempt of a model call that gave no answer.</summary>
/// <param name="kind">Whether another attempt may help.</param>
/// <param name="message">What happened, for people; no secrets.</param>
/// <param name="inner">What caused it.</param>
public sealed class ModelException(ModelFailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether another attempt may help.</summary>
    public ModelFailureKind Kind { get; } = kind;

    /// <summary>How long the model asked to be left alone, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Classes of failed model calls.</summary>
public enum ModelFailureKind
{
    /// <summary>Time-out, lost connection, 408, 409, 425, 5xx, half a stream, an empty answer: another attempt may help.</summary>
    Transient,

    /// <summary>429: another attempt helps later.</summary>
    Throttled,

    /// <summary>The prompt is larger than the model takes.</summary>
    ContextOverflow,

    /// <summary>The answer is larger than <see cref="ModelCall.MaxAnswerBytes"/>.</summary>
    AnswerTooLarge,

    /// <summary>Wrong key, unknown model, refused request: another attempt gives the same.</summary>
    Permanent,
}
