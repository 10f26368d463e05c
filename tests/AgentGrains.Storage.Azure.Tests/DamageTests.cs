using AgentGrains.Core.Errors;
using static AgentGrains.Storage.Azure.Tests.Outcomes.Stored;

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>What is missing is damage, and never an empty store.</summary>
public sealed class DamageTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TableOfATenant_ThatIsGone_IsSaid_WhateverIsAsked()
    {
        var account = new Account(azurite);
        await (await account.OpenAsync()).Journals.AppendAsync(Append(0, 1), Cancellation);
        await foreach (var table in account.Tables().QueryAsync(table => table.Name.CompareTo("ag") >= 0, cancellationToken: Cancellation))
            await account.Tables().DeleteTableAsync(table.Name, Cancellation);
        var storage = account.Make();

        Func<Task>[] asked =
        [
            async () => await storage.Journals.ReadHeaderAsync(Session(), Cancellation),
            async () => await storage.Journals.OpenAsync(Session(), Cancellation),
            async () => await storage.Journals.AppendAsync(Append(0, 1), Cancellation),
            async () => await storage.Journals.SaveCheckpointAsync(Session(), 1, Bytes(1), Cancellation),
            async () => await storage.Journals.DeleteAsync(Session(), Cancellation),
            async () => await storage.Definitions.ReadAsync(Tenant, "agent", "writer", null, Cancellation),
            async () => await storage.Visibility.ReadRunAsync(Tenant, Run(1).Id, Cancellation),
        ];
        foreach (var ask in asked)
            Assert.Equal(ErrorCodes.DamagedData, (await Assert.ThrowsAsync<AgentGrainsException>(ask)).Code);
    }
}
