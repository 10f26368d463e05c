using System.Diagnostics;
using AgentGrains.Telemetry.Conventions;
using AgentGrains.Telemetry.Driving;
using AgentGrains.Telemetry.Receiving;

namespace AgentGrains.Telemetry;

/// <summary>What holds of the trace of a <see cref="Journey"/>, whichever way it was sent.</summary>
internal static class TraceChecks
{
    private const string Operation = "gen_ai.operation.name";

    public static void IsComplete(IReadOnlyList<ReceivedSpan> trace, JourneyEnd end)
    {
        var run = Assert.Single(trace, span => span[Operation] == "invoke_agent");
        Assert.Equal($"invoke_agent {Journey.Agent}", run.Name);
        var request = Assert.Single(trace, span => span.Id == run.Parent);
        Assert.Equal((ActivityKind.Server, Journey.CallersSpan), (request.Kind, request.Parent));
        Assert.Equal("development", request["enduser.id"]);
        Assert.Equal(2, trace.Count(span => span.Name == $"chat {Journey.Model}"));
        Assert.Equal(2, trace.Count(span => span.Name == $"execute_tool {Journey.Tool}"));
        Assert.All(trace.Where(span => span[Operation] is "chat" or "execute_tool"), span => Assert.Equal((run.Id, end.Run), (span.Parent, span["agentgrains.run.id"])));
        // Each model call went over HTTP inside its span.
        var chats = trace.Where(span => span[Operation] == "chat").Select(span => span.Id).ToList();
        Assert.Equal(chats.Order(), trace.Where(span => chats.Contains(span.Parent)).Select(span => span.Parent).Order());
        Assert.Empty(trace.Where(span => span.Parent != Journey.CallersSpan && trace.All(other => other.Id != span.Parent)).Select(span => span.Name));
        Assert.Equal(trace.Count, trace.Select(span => span.Id).Distinct().Count());
        Assert.All(trace.Where(span => span.Parent == run.Id), span => Assert.InRange(span.From, run.From.AddMilliseconds(-5), run.To));
    }

    public static void IsLinked(IReadOnlyList<ReceivedSpan> trace, JourneyEnd end)
    {
        var attempts = trace.Where(span => span[Operation] == "execute_tool").OrderBy(span => span["agentgrains.attempt"]).ToList();
        Assert.Equal(["1", "2"], attempts.Select(span => span["agentgrains.attempt"]));
        var (lost, again) = (attempts[0], attempts[1]);
        Assert.Equal((true, "host_lost"), (lost.Failed, lost["error.type"]));
        Assert.True(lost.From < lost.To && lost.To <= again.From.AddMilliseconds(5), $"The lost attempt lasted from {lost.From:O} to {lost.To:O}, the next began at {again.From:O}.");
        Assert.Equal((false, null), (again.Failed, again["error.type"]));
        Assert.Equal([(lost.Trace, lost.Id)], again.Links);
        var run = Assert.Single(trace, span => span[Operation] == "invoke_agent");
        Assert.Equal([(lost.Trace, lost.Id)], run.Links);
        // The tool was told of each attempt under the id by which the trace knows it.
        Assert.Equal(attempts.Select(span => $"00-{Journey.CallersTrace}-{span.Id}-01"), end.TraceParents);
    }

    public static void FollowsConvention(IReadOnlyList<ReceivedSpan> trace, params string[] exportersOwn)
    {
        foreach (var span in trace.Where(span => span[Operation] is not null))
        {
            var (required, allowed) = ConventionList.Spans[span[Operation]!];
            Assert.Empty(required.Except(span.Attributes.Keys));
            Assert.DoesNotContain(
                span.Attributes.Keys.Except(required.Concat(allowed)),
                name => !exportersOwn.Append(ConventionList.Own).Any(own => name.StartsWith(own, StringComparison.Ordinal)));
        }
    }

    public static void HoldsNoContent(Backend backend)
    {
        foreach (var content in (string[])[Journey.Prompt, "wombat", Journey.Instructions, Journey.Arguments, Journey.Result, Journey.Answer, "burrow"])
            Assert.False(backend.Holds(content), $"'{content}' was sent.");
    }

    public static void HoldsNoSecret(Backend backend)
    {
        foreach (var secret in Journey.Secrets)
            Assert.False(backend.Holds(secret), $"'{secret}' was sent.");
    }
}
