namespace AgentGrains.Models.OpenAI;

/// <summary>Bounds what a server can make the process hold: an event of a stream, and the body of a refusal.</summary>
internal sealed class AnswerLimits(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // JSON may write a byte of text as six, and answers are at most a few MiB.
    private const int MaxEventBytes = 32 << 20;
    private const int MaxRefusalBytes = 1 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var succeeded = response.IsSuccessStatusCode;
        var limited = new LimitedStream(body, succeeded ? MaxEventBytes : MaxRefusalBytes, byLine: succeeded);
        var content = new StreamContent(limited);
        foreach (var header in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }
}
