namespace AgentGrains.Tools;

/// <summary>Where tools may call, in the configuration section <c>AgentGrains:Tools</c>.</summary>
public sealed class ToolOptions
{
    /// <summary>Host names, or addresses as text, that may be of a private network although a model chose the URL: <c>status.internal</c>, <c>127.0.0.1</c>.</summary>
    /// <value>Default none: an address that is not public is refused.</value>
    public IList<string> PrivateHosts { get; } = [];
}
