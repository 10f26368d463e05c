using System.Collections.Concurrent;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Proxies;
using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;
using static AgentGrains.Storage.Azure.Tests.Outcomes.Stored;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>Two processes append to one session at a time while their requests and answers get lost: each position has one winner, and both know which.</summary>
public sealed class FenceTests(AzuriteFixture azurite)
{
    private const int Positions = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TwoWriters_UnderFaults_EachPositionHasOneWinner(int seed) => Assert.Empty(await RaceAsync(seed, () => null));

    /// <summary>Writes that all have one number take another's for their own.</summary>
    [Fact]
    public async Task TwoWriters_WhoseWritesHaveOneNumber_AreFound() => Assert.NotEmpty(await RaceAsync(1, () => new OneNumber()));

    /// <summary>The client alone, which sends again what got no answer: a conflict with itself. What the stores do about it is what <see cref="JournalOutcomeTests"/> show.</summary>
    [Fact]
    public async Task Transaction_AnswerLost_WithoutARead_IsAConflictWithoutACause()
    {
        var account = new Account(azurite);
        await using var proxy = await FaultProxy.StartAsync(azurite.Endpoints);
        var client = account.Make(proxy).Tables.GetTableClient("numberless");
        await client.CreateAsync(Cancellation);
        var table = new StoreTable(client, "numberless");
        proxy.Faults = new FaultAt(1, StoreFault.LostAfter).Faults();

        var failure = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => table.SubmitAsync([new(TableTransactionActionType.Add, new TableEntity("p", "h")), new(TableTransactionActionType.Add, new TableEntity("p", "r"))], Cancellation));

        Assert.True(failure.IsContention());
        Assert.NotNull(await table.FindAsync("p", "r", null, Cancellation));
    }

    /// <summary>What does not hold of a race.</summary>
    private async Task<List<string>> RaceAsync(int seed, Func<Random?> writes)
    {
        var account = new Account(azurite);
        await account.OpenAsync();
        var attempts = new ConcurrentBag<(long Position, int Attempt, bool? Won)>();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async writer =>
        {
            await using var proxy = await FaultProxy.StartAsync(azurite.Endpoints, new FaultProxyOptions { Seed = (seed * 2) + writer });
            var storage = account.Make(proxy, retries: 2, writes());
            proxy.Faults = new StoreFaults
            {
                Probability = 0.3, Kinds = [StoreFault.LostAfter, StoreFault.LostBefore, StoreFault.Doubled, StoreFault.ServerBusy], HoldFor = TimeSpan.Zero, RetryAfterSeconds = 0,
            };
            var position = 0L;
            while (position < Positions)
            {
                var attempt = Interlocked.Increment(ref number);
                var won = await TryAppendAsync(storage, position, attempt);
                attempts.Add((position, attempt, won));
                position = won == true ? position + 1 : await NextAsync(storage);
            }
        }));
        var stored = new Dictionary<int, long>();
        var violations = new List<string>();
        await foreach (var record in account.Make().Journals.ReadAsync(Session(), 0, long.MaxValue, Cancellation))
        {
            if (!stored.TryAdd(BitConverter.ToInt32(record.Content.Span), record.Position))
                violations.Add($"What lies at {record.Position} lies elsewhere as well.");
        }
        violations.AddRange(attempts.Where(tried => tried.Won == true && (!stored.TryGetValue(tried.Attempt, out var at) || at != tried.Position)).Select(tried => $"{tried} is not there."));
        violations.AddRange(attempts.Where(tried => tried.Won == false && stored.ContainsKey(tried.Attempt)).Select(tried => $"{tried} is there."));
        Assert.Contains(attempts, tried => tried.Won == false);
        return violations;
    }

    private static async Task<bool?> TryAppendAsync(AzureStorage storage, long position, int attempt)
    {
        try
        {
            await storage.Journals.AppendAsync(new JournalAppend(Session(), 1, position, 1, BitConverter.GetBytes(attempt), true), Cancellation);
            return true;
        }
        catch (JournalConflictException)
        {
            return false;
        }
        catch (AgentGrainsException unknown) when (unknown.Code == ErrorCodes.StoreUnavailable)
        {
            return null;
        }
    }

    private static async Task<long> NextAsync(AzureStorage storage)
    {
        while (true)
        {
            try
            {
                return (await storage.Journals.ReadHeaderAsync(Session(), Cancellation))?.Position ?? 0;
            }
            catch (AgentGrainsException again) when (again.Code == ErrorCodes.StoreUnavailable)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private sealed class OneNumber() : Random(0)
    {
        public override long NextInt64() => 1;
    }
}
