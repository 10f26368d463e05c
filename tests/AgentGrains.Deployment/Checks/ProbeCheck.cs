using System.Globalization;
using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>Each of the three probes asks its own endpoint, which there is, at the port that the service listens at.</summary>
internal static class ProbeCheck
{
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["Startup"] = "/health/startup", ["Liveness"] = "/health/live", ["Readiness"] = "/health/ready",
    };

    /// <summary>What Container Apps takes. Its API's description says 10 failures at most, and its own refusal names 30 (github.com/microsoft/azure-container-apps/issues/1100).</summary>
    private static readonly (string Setting, int Least, int Most)[] Ranges =
    [
        ("initialDelaySeconds", 1, 60), ("periodSeconds", 1, 240), ("timeoutSeconds", 1, 240), ("failureThreshold", 1, 30), ("successThreshold", 1, 10),
    ];

    public static IEnumerable<string> Find(JsonNode server, IReadOnlySet<string> routes)
    {
        var port = server["properties"]!["configuration"]!["ingress"].Text("targetPort");
        var probes = server.Container()["probes"]!.AsArray();
        foreach (var (type, path) in Paths)
        {
            if (probes.Count(probe => probe.Text("type") == type && probe!["httpGet"].Text("path") == path) != 1)
                yield return $"there is no {type} probe that asks {path}";
            if (!routes.Contains(path))
                yield return $"the service has no {path}";
        }
        foreach (var probe in probes)
        {
            var name = probe.Text("type");
            if (!Paths.ContainsKey(name))
                yield return $"there is no kind of probe called {name}";
            if (probe!["httpGet"].Text("port") != port || probe["httpGet"].Text("scheme") != "HTTP")
                yield return $"the {name} probe does not ask http at {port}";
            foreach (var (setting, least, most) in Ranges)
            {
                if (probe[setting] is { } value && (value.GetValue<int>() < least || value.GetValue<int>() > most))
                    yield return $"{setting} of the {name} probe is {value}; it has to be {least} to {most}";
            }
        }
        if (!server.Environment()["ASPNETCORE_URLS"].Text("value").EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port}"), StringComparison.Ordinal))
            yield return $"ASPNETCORE_URLS does not listen at {port}, which the ingress goes to";
    }
}
