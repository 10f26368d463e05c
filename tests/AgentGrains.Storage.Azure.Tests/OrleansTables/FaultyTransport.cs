namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>The way to the store, on which a test can put what goes wrong.</summary>
internal sealed class FaultyTransport() : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>Runs before each request is sent.</summary>
    public Func<HttpRequestMessage, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many answers to come to changes are lost after the store made the change.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>Whether nothing reaches the store any more.</summary>
    public bool IsCut { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsCut)
            throw new HttpRequestException("The way to the store is cut.");
        await Before(request);
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method == HttpMethod.Get || LoseAnswers == 0)
            return answer;
        LoseAnswers--;
        answer.Dispose();
        throw new HttpRequestException("The answer was lost.");
    }
}
