using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;

namespace AgentGrains.Runtime.Effects;

/// <summary>Ids of tool calls that are unique in their conversation: models repeat theirs, or give none, and each call has to be answerable by itself.</summary>
internal static class CallRefs
{
    // OpenAI accepts no longer ones in a prompt.
    private const int MaxLength = 40;

    /// <summary>An id of the runtime's own for a call; null if the model's id will do.</summary>
    /// <param name="id">The model's id.</param>
    /// <param name="context">The model call, with the conversation so far.</param>
    /// <param name="before">The calls before it in the same answer.</param>
    public static string? For(string id, EffectContext context, ImmutableArray<AssistantToolCall>.Builder before)
    {
        if (id.Length > 0 && (id.Length <= MaxLength || CallIds.CarrySignature(id)) && !IsUsed(id, context, before))
            return null;
        // It follows from the step, so that another attempt that gives the same answer gives the same id.
        return CallIds.Of(string.Create(CultureInfo.InvariantCulture, $"{context.Step}/{before.Count}"));
    }

    private static bool IsUsed(string id, EffectContext context, ImmutableArray<AssistantToolCall>.Builder before)
    {
        foreach (var call in before)
        {
            if (call.Ref == id || call.Id == id)
                return true;
        }
        foreach (var message in context.Messages.AsSpan())
        {
            foreach (var call in message.ToolCalls.AsSpan())
            {
                if (call.Ref == id || call.Id == id)
                    return true;
            }
        }
        return false;
    }
}
