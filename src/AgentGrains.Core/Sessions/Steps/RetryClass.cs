using System.Text.Json.Serialization;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>What bounds the attempts of a step after a failure of a kind.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetryClass>))]
public enum RetryClass
{
    /// <summary>A number of attempts: <see cref="EngineOptions.MaxAttempts"/>.</summary>
    [JsonStringEnumMemberName("attempts")]
    Attempts,

    /// <summary>A small number of attempts, because each is paid for and likely to give the same: <see cref="EngineOptions.MaxBadAnswers"/>.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer,

    /// <summary>Time without progress: the other side processed nothing and said so (429).</summary>
    [JsonStringEnumMemberName("throttled")]
    Throttled,

    /// <summary>Time without progress: the other side is down or cannot be reached.</summary>
    [JsonStringEnumMemberName("unavailable")]
    Unavailable,

    /// <summary>One more attempt, which is told what was wrong.</summary>
    [JsonStringEnumMemberName("correction")]
    Correction,

    /// <summary>No further attempt: a person has to act first.</summary>
    [JsonStringEnumMemberName("person")]
    Person,
}

/// <summary>Questions about <see cref="RetryClass"/>.</summary>
public static class RetryClasses
{
    /// <summary>Whether time without progress bounds the attempts, and the run shows the wait meanwhile.</summary>
    public static bool IsStall(this RetryClass retry) => retry is RetryClass.Throttled or RetryClass.Unavailable;
}
