namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: the clock that the engine reads jumps ahead now and then.</summary>
internal sealed class RunawayClock : Mutation
{
    public override TimeProvider Clock(World world) => new Jumping(world);

    private sealed class Jumping(World world) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.Loop.GetUtcNow() + (world.Random.Next(10) == 0 ? TimeSpan.FromMinutes(10) : TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => world.Loop.CreateTimer(callback, state, dueTime, period);
    }
}
