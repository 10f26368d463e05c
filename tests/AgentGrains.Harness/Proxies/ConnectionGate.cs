using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace AgentGrains.Harness.Proxies;

/// <summary>Lets connections to a server through, or cuts all that are open and each that comes. Safe for concurrent use.</summary>
internal sealed class ConnectionGate
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> open = new();
    private volatile bool closed;

    public bool IsClosed => closed;

    public void Close()
    {
        closed = true;
        foreach (var connection in open.Keys)
            connection.Abort(new ConnectionAbortedException("The proxy is cut off."));
    }

    public void Open() => closed = false;

    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        // Before the check of the gate, so that a concurrent close finds this connection.
        open[connection] = true;
        try
        {
            if (closed)
                connection.Abort(new ConnectionAbortedException("The proxy is cut off."));
            else
                await next(connection);
        }
        finally
        {
            open.TryRemove(connection, out _);
        }
    };
}
