using System.Runtime.InteropServices;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>Where the records are that have no row in <c>places</c> yet, by session, in memory. The writer adds, readers read; safe for concurrent use.</summary>
/// <remarks>
/// It holds at least those records, and may hold more: a record is added before its transaction is committed, and stays if that is rolled back, if its session is
/// deleted, or until its move is noted here. Record numbers are given here and none twice while the file is open, so a reader takes from here only records that its
/// own snapshot has, and a place that stayed never leads to another session's record.
/// </remarks>
internal sealed class RecentPlaces
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, List<Place>> sessions = [];
    private long lastRecord;
    private long moves;

    /// <summary>How often places were removed. A read during which it changed may have missed places that were moved: it is repeated.</summary>
    public long Moves => Interlocked.Read(ref moves);

    /// <summary>How many places there are.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers continue after this one: the last record that the file has, or has moved.</summary>
    public void StartAfter(long record) => lastRecord = record;

    /// <summary>The number of a new record. Only the writer asks.</summary>
    public long NextRecord() => ++lastRecord;

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

    /// <summary>A session's places that may hold entries of a range of positions, in the order in which they were added.</summary>
    public List<Place> Of(long session, long from = 0, long to = long.MaxValue)
    {
        lock (gate)
            return sessions.TryGetValue(session, out var places) ? places.FindAll(place => place.Position < to && place.Position + place.Count > from) : [];
    }

    /// <summary>A session's place, counted back from the last, which is 0; null if there are not so many.</summary>
    public Place? FromEnd(long session, int index)
    {
        lock (gate)
            return sessions.TryGetValue(session, out var places) && index < places.Count ? places[^(index + 1)] : null;
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
