using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Hosting;
using AgentGrains.Grains.Tests.Hosting;
using AgentGrains.Testing.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Tests;

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
        await using var writer = new RunListWriter(store, TimeProvider.System, Options.Create(new GrainsOptions()), NullLogger<RunListWriter>.Instance);

        writer.Post(Tenant, Change(SessionView.Active, 1));
        writer.Post(Tenant, Change(SessionView.Idle, 2));
        await writer.FlushAsync(Tenant, urgent: true);
        // Anything else that was started for the batch would fail by now, and this waits for it.
        await writer.FlushAsync(Tenant, urgent: true);

        var listed = await store.ListSessionsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 10), TestContext.Current.CancellationToken);
        Assert.Equal(SessionView.Idle, Assert.Single(listed).Status);
    }

    [Fact]
    public async Task ListThatCannotBeWritten_HoldsUpNoOtherTenants()
    {
        var (failing, other) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), TenantId.Parse("other"));
        var store = new FailingRunList(Tenant, failing);
        await using var writer = new RunListWriter(store, TimeProvider.System, Options.Create(new GrainsOptions()), NullLogger<RunListWriter>.Instance);

        writer.Post(Tenant, Change(SessionView.Active, 1));
        writer.Post(other, Change(SessionView.Active, 1));
        await failing.Task.WaitAsync(TestContext.Current.CancellationToken);
        writer.Post(other, Change(SessionView.Idle, 2));

        await writer.FlushAsync(other, urgent: true).WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.False(writer.FlushAsync(Tenant, urgent: true).IsCompleted);
    }

    private static VisibilityChange Change(string status, long position) =>
        new(new SessionView(Session, "agent", status, DateTimeOffset.UnixEpoch, new Dictionary<string, string>()), null, position);
}
