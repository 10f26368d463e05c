using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentGrains.Harness.Clusters;

namespace AgentGrains.Cluster.Harness;

/// <summary>Networks of silos' own, cut from each other and healed.</summary>
public sealed class SiloNetworkTests
{
    private const int Port = 4711;

    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [RootFact]
    public async Task Cut_LosesWhatIsSent_OnOpenConnections_UntilHealed()
    {
        await using var network = await SiloNetwork.CreateAsync(3);
        using var listener = Listen(network.Silos[1]);
        var (client, server) = await ConnectAsync(network, 0, listener);
        using (client)
        using (server)
        {
            Assert.Equal("one", await TalkAsync(client, server, "one"));

            await network.CutAsync(0, 1);
            await client.SendAsync("two"u8.ToArray(), TestContext.Current.CancellationToken);
            var late = server.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();
            await Assert.ThrowsAsync<TimeoutException>(() => late.WaitAsync(Silence, TestContext.Current.CancellationToken));
            using var refused = network.Silos[0].OpenSocket();
            var connecting = refused.ConnectAsync(network.Silos[1].Address, Port, TestContext.Current.CancellationToken).AsTask();
            await Assert.ThrowsAsync<TimeoutException>(() => connecting.WaitAsync(Silence, TestContext.Current.CancellationToken));
            // The third one reaches both.
            var (third, thirdServer) = await ConnectAsync(network, 2, listener);
            using (third)
            using (thirdServer)
                Assert.Equal("three", await TalkAsync(third, thirdServer, "three"));

            await network.HealAsync();
            Assert.Equal("two".Length, await late.WaitAsync(Patience, TestContext.Current.CancellationToken));
            await connecting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    [RootFact]
    public async Task Namespaces_ReachNothingButEachOther()
    {
        await using var network = await SiloNetwork.CreateAsync(1);
        using var host = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        using var socket = network.Silos[0].OpenSocket();
        var refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(host.LocalEndpoint, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        using var outside = network.Silos[0].OpenSocket();
        var unreachable = await Assert.ThrowsAsync<SocketException>(() => outside.ConnectAsync(IPAddress.Parse("192.0.2.1"), 80, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.NetworkUnreachable, unreachable.SocketErrorCode);
    }

    [RootFact]
    public async Task Dispose_LeavesNothingBehind()
    {
        var network = await SiloNetwork.CreateAsync(2);
        Assert.All(network.Silos, silo => Assert.True(File.Exists($"/run/netns/{silo.Name}")));
        await network.DisposeAsync();
        Assert.All(network.Silos, silo => Assert.False(File.Exists($"/run/netns/{silo.Name}")));
    }

    private static Socket Listen(NetworkNamespace silo)
    {
        var listener = silo.OpenSocket();
        listener.Bind(new IPEndPoint(silo.Address, Port));
        listener.Listen();
        return listener;
    }

    private static async Task<(Socket Client, Socket Server)> ConnectAsync(SiloNetwork network, int from, Socket listener)
    {
        var client = network.Silos[from].OpenSocket();
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        return (client, await listener.AcceptAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> TalkAsync(Socket client, Socket server, string word)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(word), TestContext.Current.CancellationToken);
        var buffer = new byte[16];
        return Encoding.UTF8.GetString(buffer, 0, await server.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
    }
}
