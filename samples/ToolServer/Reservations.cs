using System.Collections.Concurrent;

namespace AgentGrains.Samples.ToolServer;

/// <summary>A reservation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Seats">How many seats.</param>
public sealed record Reservation(string Id, int Seats);

/// <summary>Makes reservations, one for each Idempotency-Key. Safe for concurrent use.</summary>
/// <remarks>In memory, to be short. A real tool stores the key and the result in the transaction that has the effect, and keeps them for as long as runs are retried.</remarks>
public sealed class Reservations
{
    private readonly ConcurrentDictionary<string, Lazy<Reservation>> byKey = new(StringComparer.Ordinal);
    private int count;

    /// <summary>How many were made.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Makes a reservation, or returns the one that was made under the key. Attempts of one step can overlap: the second waits for the first.</summary>
    public Reservation Reserve(string key, int seats) => byKey.GetOrAdd(key, _ => new Lazy<Reservation>(() => Make(seats))).Value;

    private Reservation Make(int seats) => new($"R-{Interlocked.Increment(ref count)}", seats);
}
