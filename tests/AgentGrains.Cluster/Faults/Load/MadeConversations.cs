using System.Globalization;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Load;

/// <summary>Conversations as the doubles can play them: some runs, each with some calls of tools of every effect, and a sleep in some.</summary>
internal static class MadeConversations
{
    /// <summary>A tool that may be called once.</summary>
    public const string Once = "send_money";

    /// <summary>A tool that goes by its key.</summary>
    public const string ByKey = "book_seat";

    /// <summary>A tool that only looks something up.</summary>
    public const string LookUp = "find_flight";

    private const string Sleep = "sleep";
    private const int Runs = 3;
    private const int CallsInARun = 2;
    private const int LongestSleepMs = 1000;

    /// <summary>What a tool does to the world.</summary>
    public static string EffectOf(string tool) => tool switch
    {
        Once => "irreversible",
        LookUp => "read",
        _ => "idempotent",
    };

    /// <summary>Makes so many conversations.</summary>
    /// <param name="name">What their names begin with.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Where the choice of tools comes from.</param>
    public static IEnumerable<Trajectory> Make(string name, int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(i => Make($"{name}-{i}", random)).ToList();
    }

    private static Trajectory Make(string name, Random random)
    {
        var messages = new List<PromptMessage>();
        for (var run = 0; run < Runs; run++)
        {
            messages.Add(new PromptMessage("user", $"{name}: request {run}", [], null, null));
            for (var call = 0; call < CallsInARun; call++)
                messages.AddRange(Call($"{name}-{run}-{call}", random));
            messages.Add(new PromptMessage("assistant", $"{name}: request {run} is done.", [], null, null));
        }
        return new Trajectory(name, messages);
    }

    private static PromptMessage[] Call(string id, Random random)
    {
        var tool = random.Next(8) switch
        {
            0 => Once,
            1 => Sleep,
            < 5 => ByKey,
            _ => LookUp,
        };
        var arguments = tool == Sleep
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"duration_ms\":{random.Next(100, LongestSleepMs)}}}")
            : $"{{\"what\":\"{id}\"}}";
        var result = tool == Sleep ? $"Waited until {Trajectory.Anything}" : $"{tool} of {id}";
        return
        [
            new PromptMessage("assistant", null, [new ToolRequest($"call-{id}", tool, arguments)], null, null),
            new PromptMessage("tool", result, [], $"call-{id}", tool),
        ];
    }
}
