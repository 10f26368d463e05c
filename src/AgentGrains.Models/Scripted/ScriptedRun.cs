using Microsoft.Extensions.AI;

namespace AgentGrains.Models.Scripted;

/// <summary>The messages since the last user's one, found from the end, so that a long conversation costs a scripted model nothing.</summary>
internal sealed class ScriptedRun
{
    private readonly IReadOnlyList<ChatMessage> messages;

    public ScriptedRun(IReadOnlyList<ChatMessage> messages)
    {
        this.messages = messages;
        Start = messages.Count - 1;
        while (Start >= 0 && !Is(Start, ChatRole.User))
        {
            if (Is(Start, ChatRole.Assistant))
                Answers++;
            Start--;
        }
    }

    /// <summary>Where the last user's message is; -1 where there is none.</summary>
    public int Start { get; }

    /// <summary>How many answers the model gave since.</summary>
    public int Answers { get; }

    /// <summary>What the user said last.</summary>
    public string Said => Start < 0 ? "" : messages[Start].Text;

    /// <summary>How many times the user spoke in the whole conversation.</summary>
    public int Turns()
    {
        var turns = 0;
        for (var i = 0; i < messages.Count; i++)
            turns += Is(i, ChatRole.User) ? 1 : 0;
        return turns;
    }

    /// <summary>What the tools answered to the last message that called any, in order.</summary>
    public List<string> Results()
    {
        var results = new List<string>();
        for (var i = messages.Count - 1; i > Start && Is(i, ChatRole.Tool); i--)
            results.AddRange(messages[i].Contents.OfType<FunctionResultContent>().Select(result => result.Result?.ToString() ?? ""));
        results.Reverse();
        return results;
    }

    private bool Is(int index, ChatRole role) => messages is MessageList list
        ? string.Equals(list.RoleAt(index), role.Value, StringComparison.Ordinal)
        : messages[index].Role == role;
}
