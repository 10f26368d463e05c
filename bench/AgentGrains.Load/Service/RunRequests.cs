using System.Text;

namespace AgentGrains.Load.Service;

/// <summary>Bodies of requests for runs, encoded once.</summary>
internal static class RunRequests
{
    /// <summary>How an answer says that its run has completed.</summary>
    public static readonly ReadOnlyMemory<byte> Completed = "\"status\":\"completed\""u8.ToArray();

    /// <summary>How an answer says that its run waits.</summary>
    public static readonly ReadOnlyMemory<byte> Waiting = "\"status\":\"waiting\""u8.ToArray();

    /// <summary>Room for an answer with a kilobyte of output.</summary>
    public const int AnswerBytes = 8 * 1024;

    /// <summary>The agent that the server makes for itself in Development: it may call echo and takes up to a thousand steps.</summary>
    public const string Assistant = "assistant";

    /// <summary>A run of the load that the figures are about: ten durable steps of 1 KiB.</summary>
    public const int Steps = 10;

    /// <summary>The size of a step's content.</summary>
    public const int StepBytes = 1024;

    /// <summary>The content of such a run: one of its model calls asks for two tools at once, a kilobyte of arguments each.</summary>
    public const int ContentBytes = (Steps + 1) * StepBytes;

    /// <summary>A request for a scripted run.</summary>
    public static byte[] Script(string agent, int steps, int delayMs = 0) =>
        Encoding.ASCII.GetBytes($$"""{"agent":"{{agent}}","input":"#script steps:{{steps}};size:{{StepBytes}};delay_ms:{{delayMs}}"}""");

    /// <summary>A request for a scripted run in a session that there is.</summary>
    public static byte[] ScriptIn(string session, string agent, int steps) =>
        Encoding.ASCII.GetBytes($$"""{"agent":"{{agent}}","session":"{{session}}","input":"#script steps:{{steps}};size:{{StepBytes}}"}""");

    /// <summary>A request with words of its own.</summary>
    public static byte[] Say(string agent, string words) => Encoding.ASCII.GetBytes($$"""{"agent":"{{agent}}","input":"{{words}}"}""");
}
