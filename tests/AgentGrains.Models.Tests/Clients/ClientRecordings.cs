using AgentGrains.Harness.Files;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Models.Tests.Clients;

/// <summary>The recordings that official clients play, one a line.</summary>
internal static class ClientRecordings
{
    // A message of the airline has at most one call. Here clients must also join several calls, and text of surrogate pairs.
    private const string SeveralCalls =
        """
        {"id":"several-calls","messages":[{"role":"user","content":"Überall 🛫?"},{"role":"assistant","content":"Ich frage 🛫🛬🛫🛬🛫🛬🛫🛬🛫🛬🛫🛬🛫🛬🛫 nach.\r\n",
        "tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{ \"city\" :\t\"Zürich 🛫🛬🛫🛬🛫🛬🛫\"}\n"}},
        {"id":"c2","type":"function","function":{"name":"now","arguments":"{}"}},{"id":"c3","type":"function","function":{"name":"find","arguments":"no JSON"}}]},
        {"role":"tool","tool_call_id":"c1","name":"find","content":"ZRH"},{"role":"tool","tool_call_id":"c2","name":"now","content":""},
        {"role":"tool","tool_call_id":"c3","name":"find","content":"\u0000\u2028"},{"role":"assistant","content":"ZRH"}]}
        """;

    public static IReadOnlyList<string> Lines { get; } =
        [SeveralCalls.ReplaceLineEndings(""), .. File.ReadLines(AirlineRecordings.Path)];

    public static IReadOnlyList<Trajectory> All { get; } = [.. Lines.Select(Trajectory.Parse)];
}
