using System.ClientModel;
using System.Globalization;
using AgentGrains.Core.Models;
using AgentGrains.Models.OpenAI;

namespace AgentGrains.Models;

/// <summary>Sorts what went wrong with an attempt into the classes that decide what happens next.</summary>
internal static class ModelFailures
{
    public static ModelException Classify(Exception failure, string name, ModelOptions options, DateTimeOffset now) => failure switch
    {
        ClientResultException { Status: > 0 } refused => FromStatus(refused, name, options, now),
        // A cancellation that nobody here asked for is the transport's own limit on connecting.
        ClientResultException or HttpRequestException or IOException or OperationCanceledException =>
            Transient($"Model '{name}' could not be reached or the connection was lost: {Reason(failure)}", failure),
        // Whatever else a client throws, it threw while it read an answer: its text is the model's and proves nothing about the next one.
        _ => Transient($"The answer of model '{name}' could not be read: {failure.GetType().Name}.", failure),
    };

    private static ModelException FromStatus(ClientResultException refused, string name, ModelOptions options, DateTimeOffset now)
    {
        var response = refused.GetRawResponse();
        var error = ProviderError.Read(response);
        var message = Hide($"Model '{name}' answered {refused.Status.ToString(CultureInfo.InvariantCulture)}{error.Describe()}.", options.ApiKey);
        var kind = refused.Status switch
        {
            429 => ModelFailureKind.Throttled,
            408 or 409 or 425 or >= 500 => ModelFailureKind.Transient,
            400 or 413 when error.IsContextOverflow => ModelFailureKind.ContextOverflow,
            _ => ModelFailureKind.Permanent,
        };
        // The cause is left out: its text is the answer's, and a provider may have put the key in it.
        return new ModelException(kind, message) { RetryAfter = RetryAfterHeader.Read(response, now) };
    }

    private static ModelException Transient(string message, Exception cause) => new(ModelFailureKind.Transient, message, cause);

    private static string Reason(Exception failure) => failure.GetBaseException().Message;

    private static string Hide(string message, string? secret) =>
        string.IsNullOrEmpty(secret) ? message : message.Replace(secret, "***", StringComparison.Ordinal);
}
