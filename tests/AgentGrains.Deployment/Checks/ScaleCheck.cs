using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>There are replicas, not more at least than at most, and the rule for lost silos counts the same. Runs continue without a request, so requests alone do not show how many are needed.</summary>
internal static class ScaleCheck
{
    public static IEnumerable<string> Find(JsonArray resources)
    {
        var scale = resources.Server().Template()["scale"]!;
        var (least, most) = (scale["minReplicas"]!.GetValue<int>(), scale["maxReplicas"]!.GetValue<int>());
        if (least < 1)
            yield return $"{least} replicas wake no session up";
        if (least > most)
            yield return $"there are at least {least} and at most {most} replicas";
        var expected = AlertCheck.Rules(resources).Single(rule => rule.Kind == "silos").Criterion.Text("threshold");
        if (expected != scale.Text("minReplicas"))
            yield return $"the rule for lost silos expects {expected}, there are at least {least}";
        if (scale["rules"]!.AsArray().All(rule => rule!["http"] is not null))
            yield return "nothing but requests starts a replica";
        if (resources.Server()["properties"]!["configuration"]!["ingress"]!["stickySessions"] is not null)
            yield return "sessions stick to a replica, which nothing needs";
    }
}
