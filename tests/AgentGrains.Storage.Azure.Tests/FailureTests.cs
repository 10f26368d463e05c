using System.Net.Sockets;
using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.Connections;

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>What goes wrong on the way to the account is a store that is unavailable, in whatever form it comes out of the client.</summary>
public sealed class FailureTests
{
    public static TheoryData<Exception> OnTheWay => [new SocketException((int)SocketError.NotConnected), new IOException("The connection was cut."), new TimeoutException()];

    [Theory]
    [MemberData(nameof(OnTheWay))]
    public async Task Failure_OnTheWay_IsAStoreThatIsUnavailable(Exception failure)
    {
        var told = await Assert.ThrowsAsync<AgentGrainsException>(() => StoreFailures.GuardAsync<int>("acme", () => Task.FromException<int>(failure)));

        Assert.Equal(ErrorCodes.StoreUnavailable, told.Code);
        Assert.NotNull(told.RetryAfter);
        Assert.Contains("acme", told.Message, StringComparison.Ordinal);
    }
}
