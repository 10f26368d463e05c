using System.Net;
using System.Text;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>A model behind an endpoint that speaks chat completions: one streamed attempt, timed, priced and its failure classified.</summary>
internal sealed class ChatCompletionsModel(string name, ModelOptions options, HttpClient http, TimeProvider time) : IModelClient
{
    private const int MaxErrorBytes = 1 << 16;
    private const int MaxRedirects = 3;

    private readonly CompletionRequest requests = new(name, options);
    private readonly Uri address = ModelAddress.Of(options);

    public async Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(onText);
        cancellation.ThrowIfCancellationRequested();
        using var clock = new AttemptClock(options, time, cancellation);
        var receiver = new TextReceiver(onText);
        var builder = new CompletionBuilder(name, call, receiver.Receive);
        try
        {
            var body = requests.Write(call);
            using var response = await SendAsync(call, body, clock.Token);
            clock.Heard();
            if (!response.IsSuccessStatusCode)
                throw await RejectAsync(response, clock);
            await new CompletionReader(name, builder, clock).ReadAsync(response);
            body.Return();
            return Finish(builder, call);
        }
        catch (Exception failure) when (receiver.Failure != failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw WithUsage(Classify(failure, clock, hasStarted: builder.SizeBytes > 0), builder, call);
        }
    }

    /// <summary>Sends the request, and again where the same origin says so: the key goes to no other.</summary>
    private async Task<HttpResponseMessage> SendAsync(ModelRequest call, RequestBuffer body, CancellationToken cancellation)
    {
        var to = address;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(call, body, to, cancellation);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location)
            {
                return response;
            }
            response.Dispose();
            var next = new Uri(to, location);
            if (redirects == MaxRedirects || Uri.Compare(next, to, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0)
            {
                var why = redirects == MaxRedirects ? $"more than {MaxRedirects} redirects are not followed" : "redirects to another origin are not followed";
                throw new ModelException(ModelFailureKind.Permanent, $"Model '{name}' answered {(int)response.StatusCode} with the address {next.GetLeftPart(UriPartial.Path)}; {why}. Set it as the model's Endpoint.");
            }
            to = next;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ModelRequest call, RequestBuffer body, Uri to, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = body.ToContent() };
        requests.WriteHeaders(request, call);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private async Task<ModelException> RejectAsync(HttpResponseMessage response, AttemptClock clock)
    {
        clock.Ended();
        var words = new byte[MaxErrorBytes];
        var length = 0;
        try
        {
            await using var body = await ResponseBody.OpenAsync(response, name, clock, int.MaxValue);
            length = await body.ReadAtLeastAsync(words, words.Length, throwOnEndOfStream: false, clock.Token);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or InvalidDataException or OperationCanceledException or ModelException)
        {
            // The status is known and decides; only its words are lost.
        }
        // Before anything is cut off: half a key is a secret, too.
        var text = Encoding.UTF8.GetBytes(Hide(Encoding.UTF8.GetString(words.AsSpan(0, length))));
        var error = ProviderError.Read(text, response.Content.Headers.ContentType?.MediaType);
        var hint = error.Message.Contains("stream_options", StringComparison.Ordinal) && options.StreamOptions ? error with { Message = $"{error.Message}. Set the model's StreamOptions to false" } : error;
        return FailureClasses.OfStatus(name, (int)response.StatusCode, hint, RetryHints.InHeaders(response.Headers, time.GetUtcNow()));
    }

    private ModelAnswer Finish(CompletionBuilder builder, ModelRequest call)
    {
        var usage = UsageEstimate.Complete(builder.Usage, call, builder.SizeBytes, options.Price);
        var answer = AnswerSchema.Unwrap(requests.FormatOf(call), builder.Finish(usage, builder.Model ?? options.Model ?? name));
        return AnswerSchema.Mismatch(requests.FormatOf(call), answer) is { } mismatch
            ? throw new ModelException(ModelFailureKind.SchemaMismatch, mismatch)
            : answer;
    }

    /// <param name="failure">What was thrown.</param>
    /// <param name="clock">The attempt's limits.</param>
    /// <param name="hasStarted">Whether a part of an answer came: it has been paid for, so there are few further attempts.</param>
    private ModelException Classify(Exception failure, AttemptClock clock, bool hasStarted) => failure switch
    {
        // What had been answered was paid for, so there are few further attempts.
        ModelException { Kind: ModelFailureKind.Unavailable } known when hasStarted => Hidden(ModelFailureKind.BadAnswer, known),
        ModelException known => Hidden(known.Kind, known),
        OperationCanceledException when clock.Token.IsCancellationRequested => new ModelException(KindOf(hasStarted), $"Model '{name}' {clock.Reached}.", failure),
        // A cancellation that was not asked for here is the transport's own limit on connecting.
        HttpRequestException or IOException or OperationCanceledException =>
            new ModelException(KindOf(hasStarted), $"Model '{name}' could not be reached, or the connection was lost: {Hide(failure.GetBaseException().Message)}", failure),
        InvalidDataException => new ModelException(ModelFailureKind.BadAnswer, $"The answer of model '{name}' is packed in a way that cannot be unpacked.", failure),
        _ => new ModelException(ModelFailureKind.BadAnswer, $"The answer of model '{name}' could not be read.", failure),
    };

    private ModelException Hidden(ModelFailureKind kind, ModelException known) =>
        new(kind, Hide(known.Message), known.InnerException) { RetryAfter = known.RetryAfter, Usage = known.Usage, Model = known.Model };

    private static ModelFailureKind KindOf(bool hasStarted) => hasStarted ? ModelFailureKind.BadAnswer : ModelFailureKind.Unavailable;

    /// <summary>An attempt that came so far as to answer something has been paid for.</summary>
    private ModelException WithUsage(ModelException failure, CompletionBuilder builder, ModelRequest call) => builder.SizeBytes == 0 && builder.Usage == default
        ? failure
        : new ModelException(failure.Kind, failure.Message, failure.InnerException)
        {
            RetryAfter = failure.RetryAfter,
            Usage = UsageEstimate.Complete(builder.Usage, call, builder.SizeBytes, options.Price),
            Model = builder.Model,
        };

    private string Hide(string message) => string.IsNullOrEmpty(options.ApiKey) ? message : message.Replace(options.ApiKey, "***", StringComparison.Ordinal);

    /// <summary>Hands text on, and knows a failure of its receiver from one of the answer.</summary>
    private sealed class TextReceiver(Action<string> onText)
    {
        public Exception? Failure { get; private set; }

        public void Receive(string text)
        {
            try
            {
                onText(text);
            }
            catch (Exception failure)
            {
                Failure = failure;
                throw;
            }
        }
    }
}
