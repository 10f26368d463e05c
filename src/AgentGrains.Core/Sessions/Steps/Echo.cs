using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>The built-in tool <c>echo</c>.</summary>
internal sealed class EchoTool() : BuiltinTool(BuiltinTools.Echo, "Answers with the text it is given.", """
    {"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}
    """);
