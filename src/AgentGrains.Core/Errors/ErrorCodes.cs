namespace AgentGrains.Core.Errors;

/// <summary>Every code there is. 1xxx: a request was wrong; 2xxx: it met a state that does not allow it; 3xxx: a run failed; 4xxx: the service or a store.</summary>
public static class ErrorCodes
{
    /// <summary>The body is not JSON, or not of the form the endpoint takes.</summary>
    public static readonly ErrorCode MalformedBody = new("AG1001", "The body could not be read", 400);

    /// <summary>No credential, or an unknown one.</summary>
    public static readonly ErrorCode Unauthenticated = new("AG1002", "No valid credential", 401);

    /// <summary>The credential does not have the scope that the operation needs.</summary>
    public static readonly ErrorCode Forbidden = new("AG1003", "Not allowed", 403);

    /// <summary>There is no such thing for this tenant.</summary>
    public static readonly ErrorCode NotFound = new("AG1004", "Not found", 404);

    /// <summary>A body over the limit.</summary>
    public static readonly ErrorCode TooLarge = new("AG1005", "Too large", 413);

    /// <summary>A definition or a request with fields that are not valid.</summary>
    public static readonly ErrorCode Invalid = new("AG1006", "Not valid", 422);

    /// <summary>An Idempotency-Key that was used with another body.</summary>
    public static readonly ErrorCode IdempotencyKeyReused = new("AG1007", "Idempotency-Key used with another body", 422);

    /// <summary>A cursor that this list did not give.</summary>
    public static readonly ErrorCode InvalidCursor = new("AG1008", "Not a cursor of this list", 400);

    /// <summary>A query parameter or header that cannot be read.</summary>
    public static readonly ErrorCode InvalidParameter = new("AG1009", "A parameter is not valid", 400);

    /// <summary>A position after the end of the journal.</summary>
    public static readonly ErrorCode PositionBeyondEnd = new("AG1010", "Position beyond the end", 422);

    /// <summary>The method or media type is not served at this address.</summary>
    public static readonly ErrorCode NotServed = new("AG1011", "Not served here", 405);

    /// <summary>The first request with this Idempotency-Key is still in flight.</summary>
    public static readonly ErrorCode RequestInFlight = new("AG2001", "The same request is in flight", 409);

    /// <summary>The session has an active run and the request said to reject then.</summary>
    public static readonly ErrorCode SessionBusy = new("AG2002", "The session has an active run", 409);

    /// <summary>The run has ended; ended is final.</summary>
    public static readonly ErrorCode RunEnded = new("AG2003", "The run has ended", 409);

    /// <summary>The run's state does not allow this.</summary>
    public static readonly ErrorCode WrongRunState = new("AG2004", "The run's state does not allow this", 409);

    /// <summary>No open client tool call has this id.</summary>
    public static readonly ErrorCode NoSuchToolCall = new("AG2005", "No open tool call has this id", 409);

    /// <summary>Too many runs wait in the session's queue.</summary>
    public static readonly ErrorCode QueueFull = new("AG2006", "The session's queue is full", 429);

    /// <summary>The definition changed since it was read.</summary>
    public static readonly ErrorCode StaleDefinition = new("AG2007", "The definition has changed", 412);

    /// <summary>The agent is archived and takes no new sessions or runs.</summary>
    public static readonly ErrorCode AgentArchived = new("AG2008", "The agent is archived", 409);

    /// <summary>A decision names a step or attempt that is not held.</summary>
    public static readonly ErrorCode NotHeld = new("AG2009", "The step is not held", 409);

    /// <summary>The model could not be called, or gave nothing usable, in all its attempts.</summary>
    public static readonly ErrorCode ModelFailed = new("AG3001", "The model call failed", 500);

    /// <summary>A tool call got no answer in all its attempts.</summary>
    public static readonly ErrorCode ToolFailed = new("AG3002", "The tool call failed", 500);

    /// <summary>It is unknown whether a tool call with side effects was executed.</summary>
    public static readonly ErrorCode OutcomeUnknown = new("AG3003", "The outcome of a tool call is unknown", 500);

    /// <summary>The run used up its steps.</summary>
    public static readonly ErrorCode StepLimit = new("AG3004", "The run reached its limit of steps", 500);

    /// <summary>The run used up its duration.</summary>
    public static readonly ErrorCode DurationLimit = new("AG3005", "The run reached its limit of time", 500);

    /// <summary>The run used up its tokens.</summary>
    public static readonly ErrorCode TokenLimit = new("AG3006", "The run reached its limit of tokens", 500);

    /// <summary>The run used up its money.</summary>
    public static readonly ErrorCode CostLimit = new("AG3007", "The run reached its limit of cost", 500);

    /// <summary>The conversation is larger than the agent's context.</summary>
    public static readonly ErrorCode ContextOverflow = new("AG3008", "The context is full", 500);

    /// <summary>The run was taken over again and again without getting on.</summary>
    public static readonly ErrorCode Quarantined = new("AG3009", "The run is quarantined", 500);

    /// <summary>The agent's model is not configured on this service.</summary>
    public static readonly ErrorCode UnknownModel = new("AG3010", "The model is not configured", 500);

    /// <summary>The model's answer is larger than an answer may be.</summary>
    public static readonly ErrorCode ModelAnswerTooLarge = new("AG3011", "The model's answer is too large", 500);

    /// <summary>A step was given up because its run was stopped.</summary>
    public static readonly ErrorCode RunStopped = new("AG3012", "The run was stopped", 500);

    /// <summary>The process that executed an attempt is gone; the step continues with a new attempt.</summary>
    public static readonly ErrorCode HostLost = new("AG3013", "The attempt's host is gone", 500);

    /// <summary>The provider's content filter rejected the prompt or the whole answer.</summary>
    public static readonly ErrorCode AnswerFiltered = new("AG3014", "The content filter rejected it", 500);

    /// <summary>The model's answer does not match the response schema, and neither did the one before it.</summary>
    public static readonly ErrorCode AnswerMismatch = new("AG3015", "The answer does not match its schema", 500);

    /// <summary>The provider's account has no credit or quota left.</summary>
    public static readonly ErrorCode ProviderExhausted = new("AG3016", "The provider's quota is used up", 500);

    /// <summary>Another owner of the session appended first.</summary>
    public static readonly ErrorCode JournalConflict = new("AG4001", "Another owner appended first", 503);

    /// <summary>A store cannot be reached or refused to work.</summary>
    public static readonly ErrorCode StoreUnavailable = new("AG4002", "A store is unavailable", 503);

    /// <summary>Another process has the data folder open.</summary>
    public static readonly ErrorCode DataFolderInUse = new("AG4003", "The data folder is in use", 503);

    /// <summary>Data was written by a newer version than this one.</summary>
    public static readonly ErrorCode NewerData = new("AG4004", "Data of a newer version", 503);

    /// <summary>Stored data does not read as what was written.</summary>
    public static readonly ErrorCode DamagedData = new("AG4005", "Stored data is damaged", 500);

    /// <summary>The service starts, drains or has more work than it takes.</summary>
    public static readonly ErrorCode NotReady = new("AG4006", "The service is not ready", 503);

    /// <summary>No host of the cluster answered for a session.</summary>
    public static readonly ErrorCode HostUnreachable = new("AG4007", "No host answers for the session", 503);

    /// <summary>An unexpected failure.</summary>
    public static readonly ErrorCode Unexpected = new("AG4999", "Unexpected failure", 500);
}
