using AgentGrains.Core.Conversations;

namespace AgentGrains.Testing.Doubles;

/// <summary>Undoes what a prompt may differ in from a recording: ids that repeat are made unique, and results without text get a placeholder.</summary>
internal static class SoundPrompt
{
    /// <summary>The messages as they were recorded, if they differ in no more than that; a message that differs in more stays as it was sent.</summary>
    public static List<PromptMessage> Undo(Trajectory recording, IReadOnlyList<PromptMessage> sent)
    {
        var known = new HashSet<string>();
        var open = new List<(string Sent, string Recorded)>();
        return [.. sent.Select((message, i) => i >= recording.Messages.Count ? message : Undo(recording.Messages[i], message))];

        PromptMessage Undo(PromptMessage recorded, PromptMessage message)
        {
            if (message.Role == "tool" && recorded.Role == "tool")
            {
                var answered = open.FindIndex(call => call.Sent == message.ToolCallId);
                var id = answered < 0 ? message.ToolCallId : open[answered].Recorded;
                if (answered >= 0)
                    open.RemoveAt(answered);
                return message with { ToolCallId = id, Content = message.Content == ConversationMessage.NoOutput && recorded.Content?.Length == 0 ? "" : message.Content };
            }
            if (message.ToolCalls.Count == 0 || message.ToolCalls.Count != recorded.ToolCalls.Count)
                return message;
            return message with { ToolCalls = [.. message.ToolCalls.Select((call, j) => call with { Id = UndoId(recorded.ToolCalls[j].Id, call.Id) })] };
        }

        string UndoId(string recorded, string id)
        {
            open.Add((id, recorded));
            return known.Add(recorded) ? id : recorded;
        }
    }
}
