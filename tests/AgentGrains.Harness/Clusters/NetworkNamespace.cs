using System.Net;
using System.Net.Sockets;
using AgentGrains.Harness.Processes;

namespace AgentGrains.Harness.Clusters;

/// <summary>A network of its own, with a loopback address of its own, that a process lives in.</summary>
/// <remarks>
/// A socket belongs to the namespace of the thread that created it, for every later user too. So this process reaches into a namespace without
/// a route, an address or a forwarder: a thread enters, makes the socket and ends. Safe for concurrent use.
/// </remarks>
public sealed class NetworkNamespace
{
    internal NetworkNamespace(string name, IPAddress address) => (Name, Address) = (name, address);

    /// <summary>What <c>ip netns</c> lists it as.</summary>
    public string Name { get; }

    /// <summary>Its address in the network of silos.</summary>
    public IPAddress Address { get; }

    private string Handle => $"/run/netns/{Name}";

    /// <summary>Makes a TCP socket that connects and listens in this namespace.</summary>
    public Socket OpenSocket() => Run(NewSocket);

    /// <summary>What to put before a command for it to run in here.</summary>
    internal IEnumerable<string> Prefix() => ["nsenter", $"--net={Handle}", "--"];

    /// <summary>Does something short on a thread in here, such as making a socket.</summary>
    internal T Run<T>(Func<T> make)
    {
        T? made = default;
        Exception? failed = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle(Handle);
                Posix.EnterNetwork(network);
                made = make();
            }
            catch (Exception failure)
            {
                failed = failure;
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        return failed is null ? made! : throw new InvalidOperationException($"Cannot reach into the network namespace {Name}: {failed.Message}", failed);
    }

    /// <summary>A handler whose connections are made in a namespace; in the machine's own where that is null.</summary>
    internal static SocketsHttpHandler HandlerFor(NetworkNamespace? network) => new()
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = network?.OpenSocket() ?? NewSocket();
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
