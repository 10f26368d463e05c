using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Arranges messages for endpoints whose templates insist on an order of roles: a user first, no two of a role in a row, no user after a tool.</summary>
internal static class StrictOrder
{
    /// <summary>Stands between a tool's result and the user's next words.</summary>
    private const string Bridge = "Understood.";

    private const string Opening = "(start)";

    public static List<PromptMessage> Arrange(IEnumerable<PromptMessage> messages)
    {
        List<PromptMessage> arranged = [];
        foreach (var message in messages)
        {
            // Templates accept the instructions at the start only.
            var next = message.Role == "system" ? message with { Role = "user" } : message;
            var last = arranged.Count == 0 ? null : arranged[^1];
            if (last is null && next.Role == "assistant")
                arranged.Add(new PromptMessage("user", Opening, []));
            else if (last?.Role == "tool" && next.Role == "user")
                arranged.Add(new PromptMessage("assistant", Bridge, []));
            if (last is not null && last.Role == next.Role && next.Role != "tool" && last.ToolCalls.Count == 0)
                arranged[^1] = Merge(last, next);
            else
                arranged.Add(next);
        }
        return arranged;
    }

    private static PromptMessage Merge(PromptMessage first, PromptMessage second) => second with
    {
        Content = string.Join("\n\n", new[] { first.Content, second.Content }.Where(static text => !string.IsNullOrWhiteSpace(text))),
        Parts = first.Parts.Count + second.Parts.Count == 0 ? [] : [.. PartsOf(first), .. PartsOf(second)],
    };

    private static IEnumerable<PromptPart> PartsOf(PromptMessage message) => message.Parts.Count > 0
        ? message.Parts
        : [new PromptPart(MessagePartKind.Text, message.Content, default, new MessagePart { Kind = MessagePartKind.Text, Text = Content.Inline(message.Content ?? "") })];
}
