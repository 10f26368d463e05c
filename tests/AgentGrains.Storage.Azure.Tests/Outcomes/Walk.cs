using AgentGrains.Core.Errors;
using AgentGrains.Harness.Proxies;
using Azure;
using Orleans.Storage;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>Disturbs the first request of a write, then the second, and so on until it needs fewer, and compares what is stored with what the write answered.</summary>
internal static class Walk
{
    private const int MostRequests = 80;

    /// <summary>Tries of a call.</summary>
    private const int Tries = 3;

    /// <summary>Walks along the requests of a write.</summary>
    /// <param name="azurite">Where accounts come from.</param>
    /// <param name="operation">The write.</param>
    /// <param name="fault">What becomes of a request.</param>
    /// <param name="ofAllTries">Whether of every try of it, so that the call fails; else of one, so that the client's next one succeeds.</param>
    public static async Task EveryRequestAsync(AzuriteFixture azurite, Operation operation, StoreFault fault, bool ofAllTries)
    {
        await using var proxy = await FaultProxy.StartAsync(azurite.Endpoints);
        var (expected, before, after) = await UndisturbedAsync(azurite, operation);
        for (var at = 1; ; at++)
        {
            Assert.InRange(at, 1, MostRequests);
            var account = new Account(azurite);
            var storage = account.Make(proxy, Tries - 1);
            await storage.PrepareAsync(TestContext.Current.CancellationToken);
            await operation.Given(storage);
            var once = new FaultAt(at, fault, ofAllTries ? Tries : 1);
            proxy.Faults = once.Faults();
            var answer = await TryAsync(operation, storage);
            proxy.Heal();
            if (!once.Happened)
                return;
            var stored = await operation.Read(account.Make());
            if (answer == expected)
            {
                Assert.True(stored == after, $"Request {at} was disturbed, the write answered {answer}, and this is stored:\n{stored}\ninstead of\n{after}");
                continue;
            }
            Assert.True(answer is null || operation.MayDoubt, $"Request {at} was disturbed, and the write answered {answer} without another writer.");
            Assert.True(stored == before || stored == after, $"Request {at} was disturbed, and this is stored:\n{stored}\ninstead of\n{before}\nor\n{after}");
            Assert.True(await TryAsync(operation, storage) == expected || stored == after, $"Request {at} was disturbed, and the write cannot be repeated.");
            Assert.Equal(after, await operation.Read(account.Make()));
        }
    }

    /// <summary>What the write answers, null where it does not know.</summary>
    private static async Task<bool?> TryAsync(Operation operation, AzureStorage storage)
    {
        try
        {
            return await operation.Act(storage);
        }
        catch (AgentGrainsException unavailable) when (unavailable.Code == ErrorCodes.StoreUnavailable)
        {
            return null;
        }
        catch (RequestFailedException unavailable) when (unavailable.Status is 0 or 503)
        {
            // Orleans' tables hand on what the client says.
            return null;
        }
        catch (AggregateException unavailable) when (unavailable.InnerException is RequestFailedException { Status: 0 or 503 })
        {
            // The same after several tries.
            return null;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private static async Task<(bool? Answer, string Before, string After)> UndisturbedAsync(AzuriteFixture azurite, Operation operation)
    {
        var account = new Account(azurite);
        var storage = await account.OpenAsync();
        await operation.Given(storage);
        var before = await operation.Read(account.Make());
        var answer = await operation.Act(storage);
        return (answer, before, await operation.Read(account.Make()));
    }
}
