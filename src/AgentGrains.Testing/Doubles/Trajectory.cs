using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Tools;

namespace AgentGrains.Testing.Doubles;

/// <summary>A recorded conversation between a customer and a tool-calling agent.</summary>
/// <param name="Id">Its name, <c>airline-TT-R</c>.</param>
/// <param name="Messages">What was said, without the system prompt.</param>
public sealed record Trajectory(string Id, IReadOnlyList<PromptMessage> Messages)
{
    /// <summary>Ends a recorded text that may continue in any way: a built-in tool's result contains the time.</summary>
    public const char Anything = '\uE000';

    /// <summary>Every call of a tool that the service does not bring itself, in order, with its recorded result.</summary>
    public IReadOnlyList<RecordedCall> Calls { get; } = PairCalls(Messages);

    /// <summary>Reads one line of a recording file.</summary>
    public static Trajectory Parse(string line)
    {
        using var read = JsonDocument.Parse(line);
        var messages = read.RootElement.GetProperty("messages").EnumerateArray().Select(WireMessage.Read);
        return new Trajectory(read.RootElement.GetProperty("id").GetString()!, [.. messages]);
    }

    /// <summary>Whether a text is the recorded one, or continues it where that is allowed.</summary>
    public static bool IsAsRecorded(string? recorded, string? text) =>
        recorded == text || (recorded is [.. var beginning, Anything] && text is not null && text.StartsWith(beginning, StringComparison.Ordinal));

    // Ids repeat within a conversation, so each result belongs to the next unanswered call of its message.
    private static List<RecordedCall> PairCalls(IReadOnlyList<PromptMessage> messages)
    {
        var calls = new List<RecordedCall>();
        var open = new List<ToolRequest>();
        foreach (var message in messages)
        {
            if (message.Role == "assistant")
            {
                open = [.. message.ToolCalls];
            }
            else if (message.Role == "tool")
            {
                var call = open.FindIndex(request => request.Id == message.ToolCallId);
                if (call < 0)
                    throw new FormatException($"A recorded result answers '{message.ToolCallId}', which its message does not call.");
                if (BuiltinTools.Find(open[call].Name) is null)
                    calls.Add(new RecordedCall(open[call].Name, open[call].Arguments, message.Content ?? ""));
                open.RemoveAt(call);
            }
        }
        return calls;
    }
}

/// <summary>A tool call of a recording.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">The arguments exactly as the model wrote them.</param>
/// <param name="Result">What the tool answered; may be empty.</param>
public sealed record RecordedCall(string Tool, string Arguments, string Result);
