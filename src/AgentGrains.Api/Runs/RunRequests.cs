using AgentGrains.Api.Messages;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Api.Runs;

/// <summary>Asks for a run.</summary>
/// <param name="Agent">The agent that executes it.</param>
/// <param name="Input">The input: a text, or messages.</param>
/// <param name="Session">The session that executes it, <c>ses_…</c>; without one a new session is made.</param>
/// <param name="Limits">What the run may use; the agent's own limits hold besides.</param>
/// <param name="Metadata">Your own notes: at most 16 pairs.</param>
/// <param name="OnConflict">What to do while another run of the session is active: <c>enqueue</c> (default), <c>reject</c>, <c>interrupt</c> or <c>steer</c>.</param>
internal sealed record CreateRunRequest(
    string Agent, RunInput Input, string? Session = null, RunLimitsBody? Limits = null, IReadOnlyDictionary<string, string>? Metadata = null, OnConflict OnConflict = OnConflict.Enqueue);

/// <summary>A message of an input.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>system</c>.</param>
/// <param name="Content">A text, or a list of parts: texts, and for the user's messages images and files.</param>
internal sealed record InputMessage(string Role, MessageContent Content);

/// <summary>A message for an active run.</summary>
/// <param name="Content">A text, or a list of parts: texts, images and files.</param>
/// <param name="Id">Its own id, 1 to 128 characters: the same one counts once, also after the run has ended. Without it, one is made.</param>
internal sealed record MessageRequest(MessageContent Content, string? Id = null);

/// <summary>The answer to a client tool.</summary>
/// <param name="ToolCallId">The call, as the run's <c>waiting.ref</c> names it.</param>
/// <param name="Content">What goes to the model.</param>
/// <param name="IsError">Whether the tool failed.</param>
/// <param name="Id">Its own id, 1 to 128 characters: the same one counts once, also after the run has ended. Without it, the call is what counts once.</param>
internal sealed record ToolResultRequest(string ToolCallId, string Content, bool IsError = false, string? Id = null);

/// <summary>Lets a held step be tried again, or a quarantined run continue.</summary>
/// <param name="Step">The held step, by its id or its number; without it, the run's quarantine ends.</param>
/// <param name="Attempt">The attempt after which the step is held.</param>
internal sealed record RetryRequest(StepName? Step = null, int? Attempt = null);

/// <summary>The result of a held tool step, which is then not tried again.</summary>
/// <param name="Step">The held step, by its id or its number.</param>
/// <param name="Attempt">The attempt after which the step is held.</param>
/// <param name="Content">What goes to the model.</param>
/// <param name="IsError">Whether the tool failed.</param>
internal sealed record SkipRequest(StepName Step, int Attempt, string Content, bool IsError = false);

/// <summary>A signal for a run that waits for it, or will.</summary>
/// <param name="Name">The signal's name.</param>
/// <param name="Content">What it brings.</param>
/// <param name="Id">Its own id, 1 to 128 characters: the same one counts once, also after the run has ended. Without it, one is made.</param>
internal sealed record SignalRequest(string Name, string Content, string? Id = null);
