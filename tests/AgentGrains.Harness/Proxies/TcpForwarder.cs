using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AgentGrains.Harness.Clusters;

namespace AgentGrains.Harness.Proxies;

/// <summary>Makes what listens on a port of the machine's loopback address answer on the same port of a namespace's.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private const int Backlog = 128;

    private readonly Socket listener;
    private readonly int port;
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Task accepting;

    private TcpForwarder(Socket listener, int port)
    {
        (this.listener, this.port) = (listener, port);
        accepting = AcceptAsync();
    }

    public static TcpForwarder Start(NetworkNamespace network, int port)
    {
        var listener = network.OpenSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        return new TcpForwarder(listener, port);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await accepting;
        await Task.WhenAll(connections.Keys);
        listener.Dispose();
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var connection = ForwardAsync(await listener.AcceptAsync(ended.Token));
                connections[connection] = true;
                _ = connection.ContinueWith(done => connections.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(Socket accepted)
    {
        using var outer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (accepted)
        {
            accepted.NoDelay = true;
            try
            {
                await outer.ConnectAsync(IPAddress.Loopback, port, ended.Token);
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                // There is no listener: the client sees the connection close.
                return;
            }
            await Task.WhenAll(CopyAsync(accepted, outer), CopyAsync(outer, accepted));
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        await using var source = new NetworkStream(from);
        await using var target = new NetworkStream(to);
        try
        {
            await source.CopyToAsync(target, ended.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What broke on one side breaks on the other, which ends the other direction as well.
            from.Close(0);
            to.Close(0);
        }
    }
}
