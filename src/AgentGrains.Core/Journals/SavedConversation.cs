using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Journals;

/// <summary>What a checkpoint holds of a conversation.</summary>
/// <param name="Position">The position after the last entry that is in it; at or after that of the fold.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Queued">The inputs of runs that have not started.</param>
/// <param name="Steers">Messages that join at the next model call.</param>
/// <param name="Model">The model that was called last.</param>
/// <param name="Calls">The open tool calls.</param>
/// <param name="Results">Their results, as far as they are there.</param>
/// <param name="Answered">How many of the results are messages already.</param>
internal sealed record SavedConversation(
    long Position,
    ImmutableArray<ConversationMessage> Messages,
    ImmutableArray<QueuedInput> Queued,
    ImmutableArray<ConversationMessage> Steers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Model,
    ImmutableArray<AssistantToolCall> Calls,
    ImmutableArray<Content?> Results,
    int Answered);

/// <summary>The input of a run that has not started.</summary>
/// <param name="Run">The run.</param>
/// <param name="Messages">Its input.</param>
internal sealed record QueuedInput(RunKey Run, ImmutableArray<UserMessage> Messages);
