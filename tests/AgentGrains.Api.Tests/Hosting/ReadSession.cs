using System.Buffers;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Sessions;
using AgentGrains.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>A session with one reader, which continues when the test lets it.</summary>
internal sealed class ReadSession : IAsyncDisposable
{
    private readonly SessionKey key;
    private readonly RunId run;
    private readonly InMemoryJournalStore journal = new();
    private readonly LiveEvents live = new();
    private readonly IAsyncEnumerator<SessionFrame> reader;
    private long end;

    public ReadSession(CancellationToken stop)
    {
        var ids = new IdSource(Time, new Random(1));
        run = ids.NewRun(ids.NewSession());
        key = new SessionKey(ApiHost.Tenant, run.Session);
        var stream = new SessionTail(key, 0, journal, Time, live, () => Task.FromResult(end), static () => { });
        reader = stream.ReadAsync(stop).GetAsyncEnumerator(stop);
    }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Appends a record of some entries; whether the reader's host hears of it, or the word is lost.</summary>
    public async Task AppendAsync(int entries = 1, bool heard = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var at = Time.GetUtcNow();
        JournalCodec.Encode(
            [.. Enumerable.Range(0, entries).Select(i => new PlacedEntry(new EntryPlace(end + i, at), new MessageReceived { Run = run.Key, Content = Content.Inline("Hi") }))], buffer);
        await journal.AppendAsync(new JournalAppend(key, 1, end, entries, buffer.WrittenMemory, true), TestContext.Current.CancellationToken);
        if (heard)
            await live.Appended(new SessionRecord(key.ToString(), end, entries, buffer.WrittenMemory));
        end += entries;
    }

    /// <summary>A piece of text comes.</summary>
    public Task DeltaAsync() => live.Delta(new SessionDelta(key.ToString(), run.Key.Value, 1, 1, "a", "text", 0));

    /// <summary>What the reader sees next: a position, or null for a piece of text.</summary>
    public async Task<long?> NextAsync()
    {
        Assert.True(await reader.MoveNextAsync());
        return reader.Current is SessionFrame.Durable durable ? durable.Entry.Place.Position : null;
    }

    /// <summary>What the reader sees up to the entry that is the last one now.</summary>
    public async Task<List<long?>> ToEndAsync()
    {
        var seen = new List<long?>();
        do
            seen.Add(await NextAsync());
        while (seen[^1] != end - 1);
        return seen;
    }

    public ValueTask DisposeAsync() => reader.DisposeAsync();
}
