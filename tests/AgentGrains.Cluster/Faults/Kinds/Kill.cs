namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>SIGKILL to a silo, which is started again at once or after the others have noticed.</summary>
/// <param name="name">What it is called.</param>
/// <param name="clockOffset">How far the clock of one silo is ahead meanwhile.</param>
internal sealed class Kill(string name, TimeSpan clockOffset) : Fault
{
    public override string Name => name;

    public override TimeSpan ClockOffset => clockOffset;

    public override async Task StrikeAsync(Strike strike)
    {
        var victim = strike.AnySilo();
        if (strike.Random.Next(2) == 0)
        {
            strike.Begin();
            await victim.Server.KillAsync();
        }
        else
        {
            await strike.UntilDeclaredDeadAsync(victim, victim.Server.KillAsync);
        }
        await victim.Server.StartAsync();
        strike.Note("ready_again");
    }
}
