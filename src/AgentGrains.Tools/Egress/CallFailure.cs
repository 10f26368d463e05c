namespace AgentGrains.Tools.Egress;

/// <summary>What a call without an answer says to models and tenants. The messages of the runtime name addresses and ports, so none is used.</summary>
internal static class CallFailure
{
    /// <summary>Why there was no answer, as a sentence.</summary>
    public static string Explain(Exception failure) => failure switch
    {
        OperationCanceledException => "It could not be reached in time.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "Its name could not be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "It could not be reached.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "There was no secure connection: its certificate or TLS version was not accepted.",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => "What it sent was not HTTP.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "The headers of its answer were too large.",
        _ => "The connection broke before the answer was complete.",
    };

    /// <summary>Whether the tool certainly received nothing, because there was no connection. The limit on connecting shows as a cancellation by a timeout.</summary>
    public static bool NeverConnected(Exception failure) =>
        failure is OperationCanceledException { InnerException: TimeoutException } || (failure as HttpRequestException)?.HttpRequestError
        is HttpRequestError.ConnectionError
        or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;
}
