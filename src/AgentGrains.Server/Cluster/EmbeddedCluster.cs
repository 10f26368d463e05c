using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Server.Cluster;

/// <summary>One silo by itself: no gateway, and an unused port on the loopback address.</summary>
internal static class EmbeddedCluster
{
    public static ISiloBuilder AddEmbeddedCluster(this ISiloBuilder silo) =>
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0, serviceId: "agentgrains", clusterId: "agentgrains");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
