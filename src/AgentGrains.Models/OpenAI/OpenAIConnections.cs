using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace AgentGrains.Models.OpenAI;

/// <summary>Opens clients of OpenAI-compatible endpoints over one pool of connections.</summary>
internal sealed class OpenAIConnections : IDisposable
{
    private static readonly Uri Public = new("https://api.openai.com/v1");

    private readonly HttpClient http = new(
        new AnswerLimits(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect would send the key elsewhere
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is noticed
            EnableMultipleHttp2Connections = true,
            MaxResponseDrainSize = 0, // an answer that is given up is not read to its end
        }),
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan, // the attempt has its own
    };

    public IChatClient Open(ModelOptions options)
    {
        var settings = new OpenAIClientOptions
        {
            Endpoint = Address(options),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // the engine retries, durably; nothing is retried in two layers
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (options.ApiKey is null)
            settings.AddPolicy(new WithoutKey(), PipelinePosition.BeforeTransport);
        return new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey ?? "none"), settings).AsIChatClient();
    }

    public void Dispose() => http.Dispose();

    /// <summary>Where requests go.</summary>
    public static Uri Address(ModelOptions options)
    {
        if (options.Endpoint is null)
            return Public;
        var endpoint = new Uri(options.Endpoint);
        // A resource's own address stands for its chat completions without api-version.
        return options.Provider == ModelProviders.AzureOpenAI && endpoint.AbsolutePath == "/" ? new Uri(endpoint, "openai/v1") : endpoint;
    }

    /// <summary>For endpoints on one's own machine that ask for no key: the client cannot be made without one, so it is taken off again.</summary>
    private sealed class WithoutKey : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
