using System.Text;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Corpus;

/// <summary>Everything that a journal tells: what can be seen of its runs, what is to be done next, and the conversation. As text that a person can compare.</summary>
internal static class Telling
{
    public static string Of(SessionState state, IEnumerable<PlacedEntry> entries)
    {
        var text = new StringBuilder();
        Line($"position {state.Position}, agent {state.Agent}, opened {WireTime.Format(state.CreatedAt)}, {state.ContextBytes} bytes of context");
        foreach (var run in RunViews.All(state, Story.Session.Session))
        {
            Line($"run {run.Id.Key} {run.Status}, created {Time(run.CreatedAt)}, started {Time(run.StartedAt)}, ended {Time(run.EndedAt)}");
            Line($"  usage: {run.Usage.Steps} steps, {run.Usage.ModelCalls} model and {run.Usage.ToolCalls} tool calls, "
                + $"{run.Usage.InputTokens}+{run.Usage.OutputTokens} tokens, {run.Usage.CostMicros} micros");
            if (run.Waiting is { } waiting)
                Line($"  waits: {waiting.Reason}, {waiting.Detail}, until {Time(waiting.Until)}, ref {waiting.Ref ?? "none"}");
            if (run.Error is { } error)
                Line($"  error: {error.Code} {error.Message}");
            if (run.OutputPosition is { } position)
                Line($"  output at {position}: {run.Output?.Text ?? "elsewhere"}");
        }
        foreach (var effect in SessionEngine.Effects(state))
            Line($"effect {effect.GetType().Name} step {effect.Step} attempt {effect.Attempt}");
        Line($"wakes {Time(SessionEngine.NextWake(state, new EngineOptions()))}");
        foreach (var message in Conversation(entries))
            Line($"{message.Role}: {message.Content?.Text ?? ""}{string.Concat(message.ToolCalls.Select(call => $" [{call.Id} {call.Name} {call.Arguments.Text}]"))}");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    private static string Time(DateTimeOffset? time) => time is { } known ? WireTime.Format(known) : "never";

    private static ArraySegment<ConversationMessage> Conversation(IEnumerable<PlacedEntry> entries)
    {
        var conversation = new Conversation();
        foreach (var entry in entries)
            conversation.Add(entry);
        return conversation.Snapshot();
    }
}
