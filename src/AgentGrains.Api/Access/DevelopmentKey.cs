using System.Net;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AgentGrains.Api.Access;

/// <summary>The key of a developer's own machine, the owner of tenant <c>demo</c>: honoured in the Development environment on a loopback address only.</summary>
internal sealed class DevelopmentKey : ICredentials
{
    /// <summary>The setting that holds the key.</summary>
    public const string Setting = "AgentGrains:Development:ApiKey";

    private static readonly Principal Developer = new(TenantId.Parse("demo"), "development", Scopes.Owner);

    private readonly byte[]? hash;

    public DevelopmentKey(IConfiguration configuration, IHostEnvironment environment)
    {
        if (environment.IsDevelopment() && configuration[Setting] is { Length: > 0 } key)
            hash = Hash(key);
    }

    public ValueTask<Principal?> FindAsync(string credential, ConnectionInfo connection, CancellationToken cancellation)
    {
        // Hashes have one length, so the comparison's time says nothing about the key, its length included.
        var known = hash is not null && IsLoopback(connection.LocalIpAddress) && IsLoopback(connection.RemoteIpAddress)
            && CryptographicOperations.FixedTimeEquals(hash, Hash(credential));
        return ValueTask.FromResult(known ? Developer : null);
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
