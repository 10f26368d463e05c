using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Stores;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Testing.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.Runtime.Tests.Channels;

/// <summary>Of what changes while a batch is gathered, the newest is written, once.</summary>
public sealed class RunListWriterTests
{
    private static readonly TenantId Tenant = TenantId.Parse("acme");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly SessionId Session = SessionId.Parse("ses_00000000000000000000000001");

    [Fact]
    public async Task SessionThatChangesTwiceInABatch_IsWrittenOnce_AsItIsAtLast()
    {
        var store = new InMemoryVisibilityStore();
        await using var writer = Over(store);

        _ = writer.WriteAsync(Tenant, Change(SessionView.Active, 1));
        _ = writer.WriteAsync(Tenant, Change(SessionView.Idle, 2));
        await writer.WhenWrittenAsync(Tenant);

        var listed = await store.ListSessionsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 10), TestContext.Current.CancellationToken);
        Assert.Equal(SessionView.Idle, Assert.Single(listed).Status);
    }

    [Fact]
    public async Task ListThatCannotBeWritten_HoldsUpNoOtherTenants()
    {
        var (failing, other) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), TenantId.Parse("other"));
        var store = new FailingRunList(Tenant, failing);
        await using var writer = Over(store);

        _ = writer.WriteAsync(Tenant, Change(SessionView.Active, 1));
        _ = writer.WriteAsync(other, Change(SessionView.Active, 1));
        await failing.Task.WaitAsync(TestContext.Current.CancellationToken);
        _ = writer.WriteAsync(other, Change(SessionView.Idle, 2));

        await writer.WhenWrittenAsync(other).WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.False(writer.WhenWrittenAsync(Tenant).IsCompleted);
    }

    [Fact]
    public async Task ChangeThatIsOlderThanOneInTheBatch_IsDropped()
    {
        var store = new InMemoryVisibilityStore();
        await using var writer = Over(store);

        // An owner that lost its session may still deliver.
        _ = writer.WriteAsync(Tenant, Change(SessionView.Idle, 2));
        _ = writer.WriteAsync(Tenant, Change(SessionView.Active, 1));
        await writer.WhenWrittenAsync(Tenant);

        var listed = await store.ListSessionsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 10), TestContext.Current.CancellationToken);
        Assert.Equal(SessionView.Idle, Assert.Single(listed).Status);
    }

    private static RunListWriter Over(IVisibilityStore store) =>
        new(store, new ThreadPoolBackground(), TimeProvider.System, TimeSpan.FromMilliseconds(20), NullLogger<RunListWriter>.Instance);

    private static VisibilityChange[] Change(string status, long position) =>
        [new(new SessionView(Session, "agent", status, DateTimeOffset.UnixEpoch, new Dictionary<string, string>()), null, position)];
}
