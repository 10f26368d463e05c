using System.Text.Json;
using System.Text.RegularExpressions;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Soak.Generation;

namespace AgentGrains.ModelCases.Soak.Playing;

/// <summary>What holds for every conversation, whatever its endpoint answered.</summary>
internal static partial class SoakRules
{
    /// <summary>What a conversation violates; empty if nothing.</summary>
    public static IEnumerable<string> Violations(SoakConversation conversation) =>
        [.. Words(conversation), .. Executions(conversation), .. Acceptances(conversation), .. LastRun(conversation), .. Requests(conversation)];

    /// <summary>No name of a type reaches a client.</summary>
    private static IEnumerable<string> Words(SoakConversation conversation) =>
        from run in conversation.Runs
        from text in run.Events.Select(seen => seen.Body.ToString()).Append(run.Run.ToString())
        let name = TypeName().Match(text)
        where name.Success
        select $"'{name.Value}' is in {text}";

    /// <summary>What was executed was asked for in full, and is executed once; what an answer of one reading asks for is executed.</summary>
    private static IEnumerable<string> Executions(SoakConversation conversation)
    {
        var sent = Sent(conversation).ToList();
        var executed = conversation.Executed.Select(ExpectedCall.Of).CountBy(call => call).ToDictionary();
        var asked = sent.SelectMany(answer => answer.Meaning.Calls).CountBy(call => call).ToDictionary();
        var certain = sent.Where(answer => answer.Meaning.Verdict == Verdict.Whole).SelectMany(answer => answer.Meaning.Calls).CountBy(call => call).ToDictionary();
        foreach (var (call, count) in executed)
        {
            if (count > asked.GetValueOrDefault(call))
                yield return $"{call} was executed {count} times; the model asked for it {asked.GetValueOrDefault(call)} times";
        }
        foreach (var (call, count) in certain)
        {
            if (count > executed.GetValueOrDefault(call) && !WasLate(conversation))
                yield return $"{call} was executed {executed.GetValueOrDefault(call)} times; the model asked for it {count} times";
        }
    }

    /// <summary>An answer of one reading is accepted at once, and what is no answer never.</summary>
    private static IEnumerable<string> Acceptances(SoakConversation conversation)
    {
        foreach (var run in conversation.Runs)
        {
            foreach (var (i, request) in run.Requests.Index())
            {
                if (request.Number > conversation.Answers.Count)
                    continue;
                var meaning = conversation.Answers[request.Number - 1].Meaning;
                var ends = i == run.Requests.Count - 1 && run.IsCompleted;
                if (meaning.Verdict == Verdict.Broken && ends)
                    yield return $"answer {request.Number} is broken but is the output of its run: {run.Run}";
                if (meaning is { Verdict: Verdict.Whole, Output: { } output } && !WasLate(conversation) && (!ends || run.Output != output))
                    yield return $"answer {request.Number} is whole, but its run has not ended with its text {JsonSerializer.Serialize(output)}: {run.Run}";
                if (meaning is { Verdict: Verdict.Whole, Output: null } && !WasLate(conversation) && i == run.Requests.Count - 1)
                    yield return $"answer {request.Number} is whole, but its run ended with it: {run.Run}";
            }
        }
    }

    private static IEnumerable<string> LastRun(SoakConversation conversation)
    {
        var last = conversation.Runs[^1];
        if (!last.IsCompleted || last.Output != SoakConversation.Plain || last.Requests.Count != 1)
            yield return $"the last run has not completed with the plain answer after one request but after {last.Requests.Count}: {last.Run}";
    }

    private static IEnumerable<string> Requests(SoakConversation conversation)
    {
        var requests = conversation.Runs.SelectMany(run => run.Requests).ToList();
        return requests.SelectMany(HistoryRules.Violations).Concat(requests.SelectMany(RequestRules.Violations)).Concat(requests.SelectMany(TextRules.Violations));
    }

    private static IEnumerable<SoakAnswer> Sent(SoakConversation conversation) => conversation.Answers.Take(conversation.Runs.Sum(run => run.Requests.Count));

    /// <summary>Whether a slow machine, or a connection that was left open, made an attempt time out. Then another answer may have come instead.</summary>
    private static bool WasLate(SoakConversation conversation) =>
        conversation.Runs.SelectMany(run => run.Events).Any(seen => seen.Type == "step.retrying" && seen.Body.ToString().Contains("(TimeoutMs)", StringComparison.Ordinal));

    [GeneratedRegex(@"\b\w+Exception\b|\bSystem\.")]
    private static partial Regex TypeName();
}
