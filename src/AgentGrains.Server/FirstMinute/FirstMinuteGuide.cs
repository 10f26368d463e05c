using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AgentGrains.Server.FirstMinute;

/// <summary>In Development: makes the agent <c>assistant</c> where there is none yet, and prints a line to try it with.</summary>
internal sealed class FirstMinuteGuide(
    IDefinitionStore definitions, IConfiguration configuration, IServer server, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    private const string Agent = "assistant";

    private static readonly TenantId Demo = TenantId.Parse("demo");

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        if (await definitions.ReadAsync(Demo, AgentDefinition.Kind, Agent, null, cancellationToken) is not null)
            return;
        var definition = new AgentDefinition
        {
            Description = "A first agent to try the service with.",
            Instructions = "You are a helpful assistant. Answer briefly.",
            Tools =
            [
                new BuiltinToolDefinition { Name = BuiltinTools.Echo },
                new BuiltinToolDefinition { Name = BuiltinTools.Sleep },
            ],
        };
        await definitions.TryPutAsync(Demo, AgentDefinition.Kind, new DefinitionDocument(Agent, 1, AgentJson.Write(definition), time.GetUtcNow(), false), 0, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        var key = configuration[DevelopmentDefaults.KeySetting];
        Console.WriteLine(
            $$"""

            AgentGrains serves at {{address}} (interactive API page: {{address}}/scalar)
            Key for tenant demo: {{key}}
            Try it:

              curl -s {{address}}/v1/runs -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' \
                -H 'Prefer: wait=30' -d '{"agent": "{{Agent}}", "input": "Hello! Please echo something."}'

            """);
    }
}
