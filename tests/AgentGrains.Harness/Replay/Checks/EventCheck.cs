using AgentGrains.Harness.Replay.Driving;

namespace AgentGrains.Harness.Replay.Checks;

/// <summary>A reader that came and went saw what one sees who begins afresh: each durable event once and in order, each step once.</summary>
public static class EventCheck
{
    public static IEnumerable<string> Violations(PlayedConversation played)
    {
        var (seen, afresh) = (played.Seen, played.Afresh);
        for (var i = 1; i < seen.Count; i++)
        {
            if (seen[i].Position <= seen[i - 1].Position)
                yield return $"event {seen[i].Position} came after {seen[i - 1].Position}";
        }
        for (var i = 0; i < Math.Max(seen.Count, afresh.Count); i++)
        {
            var (one, other) = (seen.ElementAtOrDefault(i), afresh.ElementAtOrDefault(i));
            if (one?.Position != other?.Position || one?.Type != other?.Type || one?.Data != other?.Data)
                yield return $"event {i}: read afresh {other}, seen {one}";
        }
        foreach (var step in seen.Where(item => item.Step is not null && item.Type.StartsWith("step.", StringComparison.Ordinal)).GroupBy(item => item.Step))
        {
            var types = step.Select(item => item.Type).ToList();
            if (types[0] != "step.started" || types.Count(type => type == "step.started") != 1)
                yield return $"step {step.Key} was not started once and first: {string.Join(", ", types)}";
            if (types.Count(type => type is "step.completed" or "step.failed") != 1 || types[^1] is not ("step.completed" or "step.failed"))
                yield return $"step {step.Key} did not end once and last: {string.Join(", ", types)}";
        }
        foreach (var run in seen.GroupBy(item => item.Run))
        {
            if (run.Count(item => item.EndsRun) != 1)
                yield return $"run {run.Key} did not end once";
        }
    }
}
