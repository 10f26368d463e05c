namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>Each silo in turn is asked to stop and started again.</summary>
internal sealed class RollingRestart : Fault
{
    public override string Name => "rolling";

    public override bool GoesUnnoticed => true;

    public override async Task StrikeAsync(Strike strike)
    {
        strike.Begin();
        foreach (var silo in strike.Cluster.Silos)
        {
            var code = await silo.Server.StopAsync();
            Assert.True(code == 0, $"Silo {silo.Index} ended with code {code} after SIGTERM. It wrote:\n{silo.Server.Output}");
            strike.Note($"stopped_{silo.Index}");
            await silo.Server.StartAsync();
            await strike.Cluster.WhenReadyAsync();
            strike.Note($"ready_{silo.Index}");
        }
    }
}
