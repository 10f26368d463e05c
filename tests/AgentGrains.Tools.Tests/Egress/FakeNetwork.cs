using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AgentGrains.Tools.Egress;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Tools.Tests.Egress;

/// <summary>Names and addresses of a network there is not. Every connection to an address that is up leads to one server on the loopback address.</summary>
internal sealed class FakeNetwork(Uri? server = null)
{
    private readonly Dictionary<string, Queue<string[]>> names = [];
    private readonly HashSet<string> down = [];

    /// <summary>The names that were resolved, in order.</summary>
    public ConcurrentQueue<string> Resolved { get; } = [];

    /// <summary>The addresses that were connected to, in order.</summary>
    public ConcurrentQueue<string> Connected { get; } = [];

    public LogRecorder Log { get; } = new();

    /// <summary>A name resolves to addresses: the first time to the first ones. The last ones stay.</summary>
    public FakeNetwork With(string name, params string[][] addresses)
    {
        names[name] = new Queue<string[]>(addresses);
        return this;
    }

    /// <summary>An address refuses connections.</summary>
    public FakeNetwork WithDown(string address)
    {
        down.Add(address);
        return this;
    }

    public EgressConnector Connector(params string[] allowed) => new(new EgressRules([.. allowed.Select(IPNetwork.Parse)]), Log) { Resolve = ResolveAsync, Connect = ConnectAsync };

    private Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellation)
    {
        Resolved.Enqueue(name);
        if (!names.TryGetValue(name, out var answers))
            throw new SocketException((int)SocketError.HostNotFound);
        return Task.FromResult<IPAddress[]>([.. (answers.Count > 1 ? answers.Dequeue() : answers.Peek()).Select(IPAddress.Parse)]);
    }

    private async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        Connected.Enqueue(address.ToString());
        if (down.Contains(address.Address.ToString()))
            throw new SocketException((int)SocketError.ConnectionRefused);
        if (server is null)
            return new MemoryStream();
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
        return client.GetStream();
    }

    /// <summary>Keeps what is logged as text.</summary>
    internal sealed class LogRecorder : ILogger<EgressConnector>
    {
        public ConcurrentQueue<(int Id, LogLevel Level, string Text)> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Events.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
    }
}
