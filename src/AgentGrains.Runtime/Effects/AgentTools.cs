using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;

namespace AgentGrains.Runtime.Effects;

/// <summary>The tools of an agent's version as its model calls need them. Made once for all of them.</summary>
internal sealed class AgentTools
{
    private static readonly ConditionalWeakTable<AgentDefinition, AgentTools> Known = [];

    private readonly HashSet<string> needArguments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> required = new(StringComparer.Ordinal);

    private AgentTools(AgentDefinition agent)
    {
        var declarations = new List<ToolDeclaration>(agent.Tools.Count);
        foreach (var tool in agent.Tools)
        {
            var builtin = (tool as BuiltinToolDefinition)?.Tool?.Declaration;
            var schema = builtin?.ParametersSchema ?? ToolSchemas.Complete(tool.Parameters);
            declarations.Add(new ToolDeclaration(tool.Name, tool.Description.Length > 0 ? tool.Description : builtin?.Description ?? "", schema));
            using var json = JsonDocument.Parse(schema);
            if (ToolSchemas.RequiresArguments(json.RootElement))
                needArguments.Add(tool.Name);
            // A tool that may run again says itself what is missing; what another one does without an argument, nothing undoes.
            if (!tool.RunsAgain)
                required.TryAdd(tool.Name, ToolSchemas.RequiredOf(tool.Parameters));
        }
        Declarations = declarations;
    }

    /// <summary>What the model may call.</summary>
    public IReadOnlyList<ToolDeclaration> Declarations { get; }

    /// <summary>The tools of an agent's version.</summary>
    public static AgentTools Of(AgentDefinition agent) => Known.GetValue(agent, static agent => new AgentTools(agent));

    /// <summary>Why a call must not be executed; null if it may. Nothing at all counts as no arguments.</summary>
    public CallFault? FaultOf(ToolRequest call)
    {
        var arguments = call.Arguments.AsSpan().Trim();
        // Some servers send {} before the arguments, which then never come.
        if (ToolArguments.AreNone(arguments) || arguments is ['{', .. var inside, '}'] && inside.IsWhiteSpace())
            return needArguments.Contains(call.Name) ? CallFault.MissingArguments : null;
        if (!ToolArguments.AreObject(call.Arguments))
            return CallFault.Malformed;
        return required.TryGetValue(call.Name, out var names) && !ToolArguments.Have(call.Arguments, names) ? CallFault.MissingArguments : null;
    }
}
