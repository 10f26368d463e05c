using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Tells when the host has noticed that a client left.</summary>
internal sealed class Departures : IStartupFilter
{
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task First => first.Task;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.RequestAborted.Register(() => first.TrySetResult());
            return rest(context);
        });
        next(app);
    };
}
