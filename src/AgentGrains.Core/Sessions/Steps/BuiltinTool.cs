using System.Text;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>A tool that the service brings itself.</summary>
public abstract class BuiltinTool
{
    /// <param name="name">The name the model calls it by.</param>
    /// <param name="description">What models are told of it.</param>
    /// <param name="schema">JSON Schema of its arguments.</param>
    private protected BuiltinTool(string name, string description, string schema) =>
        Declaration = new ToolDeclaration(name, description, Encoding.UTF8.GetBytes(schema.Trim()));

    /// <summary>Its name, description and schema, for models.</summary>
    public ToolDeclaration Declaration { get; }

    /// <summary>What it does to the world, if a definition does not say otherwise.</summary>
    public virtual ToolEffect Effect => ToolEffect.Read;

    /// <summary>How a call starts: as a tool call that an effect worker executes, if the tool is not a kind of step by itself. Pure and total, whatever the model wrote as arguments.</summary>
    internal virtual ToolStart Start(ToolCallContext call) => ToolStart.With(call.ToToolCall());
}
