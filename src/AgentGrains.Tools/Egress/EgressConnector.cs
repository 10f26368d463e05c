using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Tools.Egress;

/// <summary>Opens the connections of tools: resolves the name, checks each address, and connects to one that was checked.</summary>
/// <param name="rules">Which addresses may be called.</param>
/// <param name="logger">Where refusals are logged.</param>
internal sealed partial class EgressConnector(EgressRules rules, ILogger<EgressConnector> logger)
{
    /// <summary>Returns the addresses of a host name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Opens a connection to an address and a port.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> Connect { get; init; } = OpenAsync;

    /// <summary>Connects to the first address of a host that may be called and answers.</summary>
    /// <param name="host">A name, or an address as text.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <exception cref="AddressRefusedException">None of the addresses may be called.</exception>
    /// <exception cref="SocketException">The name has no address, or none of the allowed ones could be connected to.</exception>
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        // The name is resolved once: a second answer could be another one than the one that was checked.
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Resolve(host, cancellation);
        var allowed = Array.FindAll(addresses, rules.Allow);
        if (allowed.Length == 0 && addresses.Length > 0)
        {
            LogRefused(host, string.Join<IPAddress>(", ", addresses));
            throw new AddressRefusedException();
        }
        var failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in allowed)
        {
            try
            {
                return await Connect(new IPEndPoint(address, port), cancellation);
            }
            catch (SocketException refused)
            {
                failure = refused;
            }
        }
        ExceptionDispatchInfo.Throw(failure);
        return null;
    }

    private static async Task<Stream> OpenAsync(IPEndPoint address, CancellationToken cancellation)
    {
        Socket? socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    [LoggerMessage(EventId = LogEvents.AddressRefused, Level = LogLevel.Warning, Message = "A tool's call to {Host} was refused: {Addresses} is in no public network and in none of AgentGrains:Tools:AllowedNetworks")]
    private partial void LogRefused(string host, string addresses);
}
