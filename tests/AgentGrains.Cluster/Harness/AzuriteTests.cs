using System.Net;
using AgentGrains.Cluster.Driving;
using AgentGrains.Harness.Azurite;
using AgentGrains.Harness.Files;

namespace AgentGrains.Cluster.Harness;

/// <summary>The storage emulator as a process.</summary>
[Trait("Needs", "Azurite")]
public sealed class AzuriteTests
{
    [Fact]
    public async Task Stop_ThenStartAgain_KeepsEverythingAcknowledged()
    {
        using var folder = new DataFolder();
        await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder.Path });
        using var tables = new RawTables(azurite.Endpoints);
        Assert.Equal(HttpStatusCode.Created, await tables.CreateAsync("kept"));
        for (var i = 0; i < 50; i++)
            Assert.Equal(HttpStatusCode.Created, await tables.InsertAsync("kept", $"{i}"));

        await azurite.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => tables.ReadAsync("kept", "0"));
        await azurite.StartAgainAsync();
        for (var i = 0; i < 50; i++)
            Assert.Equal(HttpStatusCode.OK, await tables.ReadAsync("kept", $"{i}"));
        Assert.Equal(HttpStatusCode.Conflict, await tables.InsertAsync("kept", "7"));
    }

    [Fact]
    public async Task Suspend_ThenResume_AnswersLate()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        using var tables = new RawTables(azurite.Endpoints);
        Assert.Equal(HttpStatusCode.Created, await tables.CreateAsync("late"));

        azurite.Suspend();
        var late = tables.InsertAsync("late", "1");
        await Assert.ThrowsAsync<TimeoutException>(() => late.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        azurite.Resume();
        Assert.Equal(HttpStatusCode.Created, await late);
    }
}
