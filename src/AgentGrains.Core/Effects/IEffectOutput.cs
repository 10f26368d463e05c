namespace AgentGrains.Core.Effects;

/// <summary>Live output of one attempt: what subscribers see before the result is durable. Lost without harm. Safe for concurrent use.</summary>
public interface IEffectOutput
{
    /// <summary>Publishes a piece.</summary>
    /// <param name="channel">What kind of output it is: <see cref="OutputChannels"/>.</param>
    /// <param name="text">The piece.</param>
    void Write(string channel, string text);
}

/// <summary>The channels of live output.</summary>
public static class OutputChannels
{
    /// <summary>Text of a model's message.</summary>
    public const string Text = "text";
}

/// <summary>Output without subscribers.</summary>
public static class EffectOutput
{
    /// <summary>Drops what is written.</summary>
    public static readonly IEffectOutput None = new Dropped();

    private sealed class Dropped : IEffectOutput
    {
        public void Write(string channel, string text)
        {
        }
    }
}
