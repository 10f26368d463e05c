using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Testing.Doubles;

/// <summary>Decides from a seed what happens to each answer, and counts. Safe for concurrent use.</summary>
internal sealed class Disturbances(DisturbanceOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Place, string Asker), (int Seen, int InARow)> asked = [];
    private readonly Dictionary<Disturbance, int> counts = [];

    public DisturbanceOptions Options => options;

    public IReadOnlyDictionary<Disturbance, int> Counts
    {
        get
        {
            lock (gate)
                return new Dictionary<Disturbance, int>(counts);
        }
    }

    /// <summary>
    /// What happens to the next answer at a place. Chance depends on the place and how often it was asked, not on what other requests came between.
    /// </summary>
    /// <param name="place">The place.</param>
    /// <param name="asker">Who asks: each is disturbed for itself, and all in the same way.</param>
    public Disturbance Next(string place, string asker = "")
    {
        lock (gate)
        {
            var (seen, inARow) = asked.GetValueOrDefault((place, asker));
            var chosen = inARow >= options.MostInARow ? Disturbance.None : Choose(place, seen);
            asked[(place, asker)] = (seen + 1, chosen == Disturbance.None ? 0 : inARow + 1);
            counts[chosen] = counts.GetValueOrDefault(chosen) + 1;
            return chosen;
        }
    }

    private Disturbance Choose(string place, int seen)
    {
        // String hashes differ from process to process, and a seed must not.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Seed}/{place}/{seen}"));
        var random = new Random(BitConverter.ToInt32(hash));
        return options.Kinds.Count > 0 && random.NextDouble() < options.Probability
            ? options.Kinds[random.Next(options.Kinds.Count)]
            : Disturbance.None;
    }
}
