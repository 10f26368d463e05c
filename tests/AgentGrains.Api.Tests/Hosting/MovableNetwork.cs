namespace AgentGrains.Api.Tests.Hosting;

/// <summary>A name behind which now one host stands and now another.</summary>
internal sealed class MovableNetwork(Uri address) : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>Where requests go.</summary>
    public Uri Address { get; set; } = address;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(Address, request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
