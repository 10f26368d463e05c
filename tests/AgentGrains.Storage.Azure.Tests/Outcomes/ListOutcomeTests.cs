using System.Text;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Proxies;
using static AgentGrains.Storage.Azure.Tests.Outcomes.Stored;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>The same for all that is not a journal: definitions, answers to keys, wake-ups, the lists and payloads.</summary>
public sealed class ListOutcomeTests(AzuriteFixture azurite)
{
    private const string Route = "POST /v1/runs";

    private static readonly Dictionary<string, Operation> Operations = new()
    {
        ["definition, first"] = new(MakeTenantAsync, storage => DefineAsync(storage, "writer", 1), DefinitionsAsync),
        ["definition, later"] = new(storage => DefineAsync(storage, "writer", 1), storage => DefineAsync(storage, "writer", 2), DefinitionsAsync),
        ["definition, behind another's"] = new(storage => DefineAsync(storage, "writer", 1, "other"), storage => DefineAsync(storage, "writer", 1), DefinitionsAsync),
        ["key, begin"] = new(MakeTenantAsync, storage => BeginAsync(storage, "own"), KeysAsync),
        ["key, begin behind another's"] = new(storage => BeginAsync(storage, "other"), storage => BeginAsync(storage, "own"), KeysAsync),
        ["key, pass on"] = new(storage => BeginAsync(storage, "own"), storage => PassOnAsync(storage, "second"), KeysAsync),
        ["key, complete"] = new(storage => BeginAsync(storage, "own"), storage => CompleteAsync(storage, 10), KeysAsync),
        ["key, complete with a large answer"] = new(storage => BeginAsync(storage, "own"), storage => CompleteAsync(storage, BlobBytes), KeysAsync),
        ["key, remove"] = new(storage => BeginAsync(storage, "own"), RemoveAsync, KeysAsync),
        ["wake-up, first"] = Operation.Of(_ => Task.CompletedTask, storage => storage.WakeUps.SetAsync(Wake(1, "a"), default), WakeUpsAsync),
        ["wake-up, later"] = Operation.Of(storage => SetAsync(storage, Wake(1, "a")), storage => storage.WakeUps.SetAsync(Wake(2, "b"), default), WakeUpsAsync),
        ["wake-up, older than another's"] = Operation.Of(storage => SetAsync(storage, Wake(2, "b")), storage => storage.WakeUps.SetAsync(Wake(1, "a"), default), WakeUpsAsync),
        ["wake-up, remove"] = Operation.Of(storage => SetAsync(storage, Wake(1, "a")), storage => storage.WakeUps.RemoveAsync(Session(), 2, default), WakeUpsAsync),
        ["list, first"] = Operation.Of(MakeTenantAsync, storage => ListAsync(storage, RunStatus.Running, 1), RunsAsync),
        ["list, later"] = Operation.Of(async storage => await ListAsync(storage, RunStatus.Running, 1), storage => ListAsync(storage, RunStatus.Completed, 2), RunsAsync),
        ["list, older than another's"] = Operation.Of(async storage => await ListAsync(storage, RunStatus.Completed, 2), storage => ListAsync(storage, RunStatus.Running, 1), RunsAsync),
        ["list, erasure"] = Operation.Of(async storage => await ListAsync(storage, RunStatus.Running, 1), storage => storage.Visibility.DeleteAsync(Session(), Start, default), OneRunAsync),
        ["payload, put"] = Operation.Of(MakeTenantAsync, storage => PutAsync(storage), PayloadAsync),
        ["payload, erasure"] = Operation.Of(async storage => await PutAsync(storage), storage => storage.Payloads.DeleteAsync(Session(), default), PayloadAsync),
        ["payload, erasure where another session has it"] = Operation.Of(PutTwiceAsync, storage => storage.Payloads.DeleteAsync(Session(), default), PayloadAsync),
    };

    public static TheoryData<string, StoreFault, bool> Cases => Faults.Of(Operations.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Write_AnyRequestDisturbed_IsAsItAnswered(string write, StoreFault fault, bool ofAllTries) => Walk.EveryRequestAsync(azurite, Operations[write], fault, ofAllTries);

    private static Task MakeTenantAsync(AzureStorage storage) => DefineAsync(storage, "first", 1);

    private static async Task<bool> DefineAsync(AzureStorage storage, string name, int version, string body = "own") =>
        await storage.Definitions.TryPutAsync(Tenant, "agent", new DefinitionDocument(name, version, Encoding.UTF8.GetBytes(body), Start, false), version - 1, default);

    private static async Task<string> DefinitionsAsync(AzureStorage storage)
    {
        var newest = await storage.Definitions.ListAsync(Tenant, "agent", null, 10, default);
        var second = await storage.Definitions.ReadAsync(Tenant, "agent", "writer", 2, default);
        return $"{string.Join(' ', newest.Select(one => $"{one.Name}{one.Version}{Encoding.UTF8.GetString(one.Body.Span)}"))} {second?.Version}";
    }

    private static async Task<bool> BeginAsync(AzureStorage storage, string seed)
    {
        // A repeat of a request after a failure continues with the stored record.
        var claim = await ClaimAsync(storage, seed);
        return claim.IsNew || claim.Record.Seed == seed;
    }

    private static async Task<bool> PassOnAsync(AzureStorage storage, string owner)
    {
        var claim = await ClaimAsync(storage, "writer");
        return claim.Record.Owner == owner || await storage.Idempotency.PassOnAsync(Tenant, claim, owner, default) is not null;
    }

    private static async Task<bool> CompleteAsync(AzureStorage storage, int bytes)
    {
        var claim = await ClaimAsync(storage, "writer");
        return claim.Record.Answer is not null || await storage.Idempotency.CompleteAsync(Tenant, claim, new IdempotencyAnswer(201, "application/json", null, Bytes(4, bytes)), default);
    }

    private static async Task<bool> RemoveAsync(AzureStorage storage)
    {
        await storage.Idempotency.RemoveAsync(Tenant, await ClaimAsync(storage, "writer"), default);
        return true;
    }

    /// <summary>Reading is claiming where there is none, so what is read is taken back.</summary>
    private static async Task<string> KeysAsync(AzureStorage storage)
    {
        var claim = await ClaimAsync(storage, "reader");
        if (claim.IsNew)
            await storage.Idempotency.RemoveAsync(Tenant, claim, default);
        return claim.IsNew ? "none" : $"{claim.Record.Seed} {claim.Record.Owner} {claim.Record.Answer?.Status} {claim.Record.Answer?.Body.Length}";
    }

    private static async Task<IdempotencyClaim> ClaimAsync(AzureStorage storage, string seed) =>
        await storage.Idempotency.ClaimAsync(Tenant, new IdempotencyRecord(Route, "k", "body", seed, Start, null) { Owner = "first" }, default);

    private static WakeUp Wake(long stamp, string owner) => new(Session(), Start.AddSeconds(stamp), owner, stamp);

    private static Task SetAsync(AzureStorage storage, WakeUp wakeUp) => storage.WakeUps.SetAsync(wakeUp, default).AsTask();

    private static async Task<string> WakeUpsAsync(AzureStorage storage)
    {
        var shard = WakeUp.ShardOf(Session());
        var due = await storage.WakeUps.ReadDueAsync(shard, Start.AddDays(1), 10, default);
        var orphaned = await storage.WakeUps.ReadOrphanedAsync(shard, [], 10, default);
        return $"{string.Join(' ', due)} | {string.Join(' ', orphaned)}";
    }

    private static ValueTask ListAsync(AzureStorage storage, RunStatus status, long position) =>
        storage.Visibility.UpsertAsync(Tenant, [new VisibilityChange(View(), Run(1, status), position), new VisibilityChange(null, Run(2, status), position)], default);

    private static async Task<string> RunsAsync(AzureStorage storage)
    {
        var text = new StringBuilder();
        foreach (var status in (string?[])[null, "running", "completed"])
            text.Append('|').AppendJoin(' ', (await storage.Visibility.ListRunsAsync(Tenant, new VisibilityQuery(null, null, status, null, null, 10), default)).Select(run => $"{run.Id} {run.Status}"));
        foreach (var status in (string?[])[null, SessionView.Active, SessionView.Idle])
            text.Append('|').AppendJoin(' ', (await storage.Visibility.ListSessionsAsync(Tenant, new VisibilityQuery(null, null, status, null, null, 10), default)).Select(one => $"{one.Id} {one.Status}"));
        return text.ToString();
    }

    /// <summary>The run that is taken off last; runs and their session go one after the other.</summary>
    private static async Task<string> OneRunAsync(AzureStorage storage) =>
        (await storage.Visibility.ListSessionsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 10), default)).Count == 0 ? await RunsAsync(storage) : "there";

    private static async ValueTask PutAsync(AzureStorage storage, int session = 1) => await storage.Payloads.PutAsync(Session(session), Bytes(5), default);

    private static async Task PutTwiceAsync(AzureStorage storage)
    {
        await PutAsync(storage);
        await PutAsync(storage, session: 2);
    }

    private static async Task<string> PayloadAsync(AzureStorage storage) => await storage.Payloads.GetAsync(Tenant, PayloadReference.Of(Bytes(5)), default) is null ? "none" : "there";
}
