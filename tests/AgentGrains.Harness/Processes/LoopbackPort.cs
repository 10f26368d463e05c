using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Harness.Processes;

/// <summary>Finds ports of the loopback address that stay free while a process that listens there is down.</summary>
public static class LoopbackPort
{
    // Below what systems give to outgoing connections: one of those could take the port between a kill and the next start, or connect to itself.
    private const int From = 12_000;
    private const int To = 30_000;
    private const int Tries = 200;

    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>A free port that this process has not given out before, since its user may not listen there yet.</summary>
    public static int Find()
    {
        lock (Gate)
        {
            var random = new Random(Environment.TickCount ^ Environment.ProcessId);
            for (var i = 0; i < Tries; i++)
            {
                var port = random.Next(From, To);
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port))
                    return port;
            }
        }
        throw new InvalidOperationException($"None of {Tries} ports from {From} to {To} was free.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
