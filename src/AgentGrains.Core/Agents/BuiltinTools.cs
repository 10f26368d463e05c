using System.Collections.Frozen;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Agents;

/// <summary>The tools that the service brings itself.</summary>
public static class BuiltinTools
{
    /// <summary>Sleeps durably.</summary>
    public const string Sleep = "sleep";

    /// <summary>Waits durably for a signal.</summary>
    public const string WaitForSignal = "wait_for_signal";

    /// <summary>Answers with its own text.</summary>
    public const string Echo = "echo";

    /// <summary>Waits durably until a URL answers with a status.</summary>
    public const string HttpWait = "http_wait";

    private static readonly FrozenDictionary<string, BuiltinTool> ByName = new BuiltinTool[]
    {
        new SleepTool(),
        new WaitForSignalTool(),
        new EchoTool(),
        new HttpWaitTool(),
    }.ToFrozenDictionary(static tool => tool.Declaration.Name);

    /// <summary>Their names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The tool of a name; null if there is none.</summary>
    public static BuiltinTool? Find(string name) => ByName.GetValueOrDefault(name);
}
