using System.Runtime.InteropServices;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>Where the records are that have no row in <c>places</c> yet, by session, in memory. The writer adds, readers read; safe for concurrent use.</summary>
/// <remarks>
/// It holds at least those records, and may hold more: a record is added before its transaction is committed, and stays if that is rolled back, if its session is
/// deleted, or until its move is noted here. A record number is never used twice in a process, so a reader takes from here only records that its own snapshot has.
/// </remarks>
internal sealed class RecentPlaces
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, List<Place>> sessions = [];
    private long moves;

    /// <summary>How often places were removed. A read during which it changed may have missed places that were moved: it is repeated.</summary>
    public long Moves => Interlocked.Read(ref moves);

    /// <summary>How many places there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the place of a record, which is the session's last.</summary>
    public void Add(long session, Place place)
    {
        lock (gate)
        {
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(sessions, session, out _);
            (places ??= []).Add(place);
            Count++;
        }
    }

    /// <summary>A session's places in the order in which they were added; the array is the caller's.</summary>
    public Place[] Of(long session)
    {
        lock (gate)
            return sessions.TryGetValue(session, out var places) ? [.. places] : [];
    }

    /// <summary>Removes the places of records up to a number: their rows in <c>places</c> are committed.</summary>
    public void RemoveUpTo(long record)
    {
        lock (gate)
        {
            Interlocked.Increment(ref moves);
            foreach (var (session, places) in sessions)
            {
                Count -= places.RemoveAll(place => place.Record <= record);
                if (places.Count == 0)
                    sessions.Remove(session);
            }
        }
    }
}

/// <summary>Where a record is.</summary>
/// <param name="Position">The position of its first entry.</param>
/// <param name="Count">How many entries it holds.</param>
/// <param name="Record">Its row number.</param>
internal readonly record struct Place(long Position, long Count, long Record);
