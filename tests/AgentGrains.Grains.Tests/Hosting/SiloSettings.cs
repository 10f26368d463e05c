using AgentGrains.Core.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>What is special of one silo of a test.</summary>
internal sealed record SiloSettings
{
    /// <summary>Its journal in front of the shared one.</summary>
    public Func<IJournalStore, IJournalStore> Journal { get; init; } = static journal => journal;

    /// <summary>Its wake-ups in front of the shared ones.</summary>
    public Func<IWakeUpStore, IWakeUpStore> WakeUps { get; init; } = static wakeUps => wakeUps;

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Its limits. By default it does not wait for effects when it stops.</summary>
    public Action<GrainsOptions> Grains { get; init; } = static _ => { };

    /// <summary>Changes what it is made of, last.</summary>
    public Action<IServiceCollection> Services { get; init; } = static _ => { };

    /// <summary>The silo whose cluster it joins; null makes a cluster of its own.</summary>
    public TestSilo? Joins { get; init; }
}
