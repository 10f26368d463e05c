using System.Collections.Immutable;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>The tool calls of one message of the model.</summary>
/// <param name="Position">The message's journal position.</param>
/// <param name="Calls">The calls that have no step yet, in the model's order.</param>
/// <param name="Unanswered">How many calls have no result yet.</param>
/// <param name="EndsRun">Whether a call that got its result was of a tool that ends the run.</param>
public sealed record ToolTurn(long Position, ImmutableArray<PendingCall> Calls, int Unanswered, bool EndsRun);

/// <summary>A tool call that has no step yet.</summary>
/// <param name="Index">Which call of the message, from 0.</param>
/// <param name="Id">Its id, unique in the conversation.</param>
/// <param name="Name">The tool's name as the model wrote it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Fault">Why it must not be executed; null if it may.</param>
public sealed record PendingCall(int Index, string Id, string Name, Content Arguments, CallFault? Fault = null);
