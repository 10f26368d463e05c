using System.Collections.Frozen;
using System.Text;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Agents;

/// <summary>The tools the service brings itself, by name.</summary>
public static class BuiltinTools
{
    /// <summary>Sleeps durably.</summary>
    public const string Sleep = "sleep";

    /// <summary>Waits durably for a signal.</summary>
    public const string WaitForSignal = "wait_for_signal";

    /// <summary>Answers with its own text.</summary>
    public const string Echo = "echo";

    /// <summary>What models are told of each.</summary>
    public static readonly FrozenDictionary<string, ToolDeclaration> Declarations = new[]
    {
        Declare(Sleep, "Waits for a time without using anything, then continues.", """
            {"type":"object","properties":{"duration_ms":{"type":"integer","minimum":0,"description":"How long to wait, in milliseconds."}},"required":["duration_ms"],"additionalProperties":false}
            """),
        Declare(WaitForSignal, "Waits until the named signal arrives and returns its content.", """
            {"type":"object","properties":{"name":{"type":"string","description":"The signal's name."},"timeout_ms":{"type":"integer","minimum":1,"description":"How long to wait at most, in milliseconds; without it, for as long as it takes."}},"required":["name"],"additionalProperties":false}
            """),
        Declare(Echo, "Answers with the text it is given.", """
            {"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}
            """),
    }.ToFrozenDictionary(declaration => declaration.Name);

    /// <summary>What each does to the world, where a definition does not say otherwise.</summary>
    public static readonly FrozenDictionary<string, ToolEffect> Effects = new Dictionary<string, ToolEffect>
    {
        [Sleep] = ToolEffect.Read,
        [WaitForSignal] = ToolEffect.Read,
        [Echo] = ToolEffect.Read,
    }.ToFrozenDictionary();

    private static ToolDeclaration Declare(string name, string description, string schema) => new(name, description, Encoding.UTF8.GetBytes(schema.Trim()));
}
