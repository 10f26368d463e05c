using System.Globalization;
using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>A replica is given as long to stop as it may take.</summary>
internal static class StopCheck
{
    /// <summary>The longest grace that Container Apps gives.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(600);

    /// <summary>What stopping takes beside the leave and the drain.</summary>
    private static readonly TimeSpan StoppingTakes = TimeSpan.FromSeconds(10);

    /// <summary>What telemetry that is left takes after the host has stopped: 5 s for each of three signals.</summary>
    private static readonly TimeSpan TellingTakes = TimeSpan.FromSeconds(15);

    /// <summary>Where the grace of the deployment does not cover what the server may take.</summary>
    /// <param name="server">The container app.</param>
    /// <param name="hostTakes">What the host gives itself with a drain of that length.</param>
    public static IEnumerable<string> Find(JsonNode server, Func<TimeSpan, TimeSpan, TimeSpan> hostTakes)
    {
        var grace = TimeSpan.FromSeconds(server.Template()["terminationGracePeriodSeconds"]!.GetValue<int>());
        var leave = Time(server, "AgentGrains__Lifecycle__LeaveDelay");
        var drain = Time(server, "AgentGrains__Grains__DrainGrace");
        if (grace < leave + drain + StoppingTakes)
            yield return $"the grace of {grace} does not cover the leave of {leave}, the drain of {drain} and the stop of {StoppingTakes}";
        if (grace < hostTakes(leave, drain) + TellingTakes)
            yield return $"the grace of {grace} does not cover the {hostTakes(leave, drain)} that the host gives itself and the {TellingTakes} of telemetry";
        if (grace > Most)
            yield return $"the grace of {grace} is more than the {Most} that the platform gives";
    }

    private static TimeSpan Time(JsonNode server, string setting) =>
        TimeSpan.ParseExact(server.Environment()[setting].Text("value"), "c", CultureInfo.InvariantCulture);
}
