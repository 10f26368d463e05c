using System.Net;
using System.Text.Json;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>A server whose model is a double, with an agent <c>worker</c>.</summary>
internal sealed class ModelService : IAsyncDisposable
{
    private readonly DataFolder folder;

    private ModelService(DataFolder folder, ServerProcess server) => (this.folder, Server, Api) = (folder, server, new HttpApi(server));

    public ServerProcess Server { get; }

    public HttpApi Api { get; }

    /// <summary>Starts it.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="settings">More settings: of that model, or of the service by their whole names.</param>
    public static async Task<ModelService> StartAsync(ChatDouble model, params (string Setting, string Value)[] settings)
    {
        var all = model.Settings;
        foreach (var (setting, value) in settings)
            all[setting.StartsWith("AgentGrains__", StringComparison.Ordinal) ? setting : $"AgentGrains__Models__default__{setting}"] = value;
        var folder = new DataFolder();
        var service = new ModelService(folder, new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Settings = all }));
        try
        {
            await service.Server.StartAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Defines the agent and starts a run of it.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> StartRunAsync(object definition, object? content = null)
    {
        Assert.Equal(HttpStatusCode.Created, (await Api.SendAsync(HttpMethod.Put, "/v1/agents/worker", definition)).Status);
        var created = await Api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "worker", input = new[] { new { role = "user", content = content ?? "Where?" } } });
        Assert.True(created.Status == HttpStatusCode.Accepted, $"Expected the run to be accepted; the answer is {created.Status}: {created.Body}");
        return created.Text("id");
    }

    /// <summary>Defines the agent and returns a run of it once it has ended.</summary>
    public async Task<JsonElement> RunAsync(object definition, object? content = null) => await Api.EndOfAsync(await StartRunAsync(definition, content));

    /// <summary>The messages of a run's session.</summary>
    public async Task<JsonElement> MessagesAsync(JsonElement run) =>
        (await Api.SendAsync(HttpMethod.Get, $"/v1/sessions/{run.GetProperty("session").GetString()}/messages")).Body.GetProperty("data");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Server.DisposeAsync();
        folder.Dispose();
    }
}
