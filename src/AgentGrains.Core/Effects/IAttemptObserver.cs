using AgentGrains.Core.Models;

namespace AgentGrains.Core.Effects;

/// <summary>Watches one attempt, for its span and metrics. Changes nothing and never throws.</summary>
public interface IAttemptObserver
{
    /// <summary>The W3C <c>traceparent</c> of the attempt's span, for what is called; null if no span is recorded.</summary>
    string? TraceParent { get; }

    /// <summary>The attempt has its slot.</summary>
    void Started();

    /// <summary>A model is asked.</summary>
    void Asked(ModelRequest call);

    /// <summary>A tool is called with these arguments.</summary>
    void Asked(string arguments);

    /// <summary>The model answered.</summary>
    void Answered(ModelAnswer answer);

    /// <summary>The tool answered.</summary>
    void Answered(string result);

    /// <summary>What an attempt without an answer used.</summary>
    void Used(ModelUsage? usage, string? model);
}

/// <summary>An observer where nothing is recorded.</summary>
public static class AttemptObserver
{
    /// <summary>Records nothing.</summary>
    public static readonly IAttemptObserver None = new Blind();

    private sealed class Blind : IAttemptObserver
    {
        public string? TraceParent => null;

        public void Started()
        {
        }

        public void Asked(ModelRequest call)
        {
        }

        public void Asked(string arguments)
        {
        }

        public void Answered(ModelAnswer answer)
        {
        }

        public void Answered(string result)
        {
        }

        public void Used(ModelUsage? usage, string? model)
        {
        }
    }
}
