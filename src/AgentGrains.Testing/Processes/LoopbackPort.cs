using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Testing.Processes;

/// <summary>Finds ports of the loopback address that stay free while a process that listens there is down.</summary>
internal static class LoopbackPort
{
    // Below what systems give to outgoing connections: one of those could take the port between a kill and the next start, or connect to itself.
    private const int From = 12_000;
    private const int To = 30_000;
    private const int Tries = 200;

    public static int Find(Random random)
    {
        for (var i = 0; i < Tries; i++)
        {
            var port = random.Next(From, To);
            if (IsFree(port))
                return port;
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
