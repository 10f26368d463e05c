using System.Globalization;
using AgentGrains.Core.Tools;
using Microsoft.Extensions.AI;

namespace AgentGrains.Models.Scripted;

/// <summary>A short conversation that says what it is, and calls a tool where the user names one.</summary>
internal static class ConversationScript
{
    private const int EchoLength = 80;
    private const int ResultLength = 400;

    private const string Introduction =
        "I am a scripted stand-in, not a language model: I follow a fixed script, so that you can try the service without a key. " +
        "To configure a real model, set AgentGrains__Models__default__Provider=openai, AgentGrains__Models__default__Model and " +
        "AgentGrains__Models__default__ApiKey (and AgentGrains__Models__default__Endpoint for any other server that speaks chat completions), then restart.";

    public static ScriptedAnswer Answer(ScriptedRun run, IEnumerable<AITool> tools)
    {
        var said = run.Said;
        if (run.Answers > 0)
            return ScriptedAnswer.Say(Report(run.Results()));
        var declared = tools.OfType<AIFunctionDeclaration>().ToList();
        // Of two tools whose names both fit, the longer one was meant: get_user_details, not get_user.
        var named = declared.Where(tool => said.Contains(tool.Name, StringComparison.OrdinalIgnoreCase)).MaxBy(tool => tool.Name.Length);
        if (named is not null)
            return new ScriptedAnswer(null, [new ToolRequest("call_0", named.Name, MinimalArguments.For(named.JsonSchema))]);
        var turns = run.Turns();
        return ScriptedAnswer.Say(turns <= 1
            ? string.Concat(Introduction, " ", Heard(said, turns), Offer(declared))
            : string.Concat(Heard(said, turns), Offer(declared), " (Scripted stand-in, not a language model.)"));
    }

    private static string Heard(string said, int turns) =>
        string.Create(CultureInfo.InvariantCulture, $"This is turn {turns} of our conversation; you said: \"{Cut(said, EchoLength)}\".");

    private static string Offer(List<AIFunctionDeclaration> tools) => tools.Count == 0
        ? ""
        : $" Name one of my tools and I call it: {string.Join(", ", tools.Select(tool => tool.Name))}.";

    private static string Report(List<string> results) => results.Count == 0
        ? "The tool gave no result."
        : $"The tool answered: {string.Join(" | ", results.Select(result => Cut(result, ResultLength)))}";

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        // Half of a surrogate pair is no character.
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
