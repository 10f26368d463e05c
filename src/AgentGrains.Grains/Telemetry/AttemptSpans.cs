using System.Diagnostics;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Telemetry;

namespace AgentGrains.Grains.Telemetry;

/// <summary>The names and tags of attempt spans from their start on, for live and past spans.</summary>
internal static class AttemptSpans
{
    public static string NameOf(ModelDescription model) => $"{GenAi.Chat} {model.Model}";

    public static string NameOf(string tool) => $"{GenAi.ExecuteTool} {tool}";

    public static TagList TagsOf(ModelDescription model, GenAiConventions conventions, TenantId tenant, StepId step, int attempt)
    {
        var tags = default(TagList);
        tags.Add(GenAi.OperationName, GenAi.Chat);
        tags.AddProvider(conventions, model.Provider);
        tags.Add(GenAi.RequestModel, model.Model);
        if (model.Server is not null)
        {
            tags.Add(GenAi.ServerAddress, model.Server);
            tags.Add(GenAi.ServerPort, model.Port);
        }
        tags.Add(GenAi.ConversationId, step.Run.Session.ToString());
        return AddPlace(tags, tenant, step, attempt);
    }

    public static TagList TagsOf(string tool, string? callId, TenantId tenant, StepId step, int attempt)
    {
        var tags = default(TagList);
        tags.Add(GenAi.OperationName, GenAi.ExecuteTool);
        tags.Add(GenAi.ToolName, tool);
        tags.Add(GenAi.ToolType, GenAi.Function);
        if (!string.IsNullOrEmpty(callId))
            tags.Add(GenAi.ToolCallId, callId);
        return AddPlace(tags, tenant, step, attempt);
    }

    /// <summary>An attempt is linked with the one before it.</summary>
    public static ActivityLink[] LinksOf(RunTrace trace, StepId step, int attempt) =>
        attempt > 1 ? [Spans.Link(trace.Attempt(step.Number, attempt - 1), OwnNames.PreviousAttempt)] : [];

    private static TagList AddPlace(TagList tags, TenantId tenant, StepId step, int attempt)
    {
        tags.Add(OwnNames.Tenant, tenant.Value);
        tags.Add(OwnNames.RunId, step.Run.ToString());
        tags.Add(OwnNames.StepId, step.ToString());
        tags.Add(OwnNames.Attempt, attempt);
        return tags;
    }
}
