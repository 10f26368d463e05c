using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Telemetry.Units;

[Collection(nameof(Listening))]
public sealed class InstrumentTests : IDisposable
{
    private static readonly SessionKey Session = SessionKey.Parse("demo/ses_01KDYA9ZPZ0000000000000001");
    private static readonly RunKey Run = RunKey.Parse("01KDYA9ZPZ000001");
    private static readonly DateTimeOffset Beginning = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Beginning);
    private readonly ServiceProvider services;

    public InstrumentTests() => services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(time).AddSingleton<IModelCatalog, NoModels>().AddGrainsTelemetry().BuildServiceProvider();

    public void Dispose() => services.Dispose();

    [Fact]
    public void WakeUpLag_IsFromTheTimeOfTheRowToTheCall()
    {
        using var listening = new Listening();
        var instruments = services.GetRequiredService<WakeUpInstruments>();

        instruments.Called(new WakeUp(Session, Beginning.AddSeconds(-3), null, 1));
        instruments.Called(new WakeUp(Session, Beginning.AddSeconds(1), null, 1));
        instruments.Called(new WakeUp(Session, Beginning.AddSeconds(-9), "a host that is gone", 1));

        Assert.Equal([3, 0], listening.Of("agentgrains.wakeup.lag").Select(measured => measured.Value));
    }

    [Fact]
    public void StuckRuns_AreThoseThatRunAndInWhichNothingHappensFor15Minutes()
    {
        using var listening = new Listening();
        _ = services.GetRequiredService<RunInstruments>();
        var stuck = services.GetRequiredService<StuckRuns>();
        stuck.Moved(Session, Running(null));
        time.Advance(StuckRuns.After - TimeSpan.FromSeconds(1));
        Assert.Equal(0, stuck.Count());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Assert.Single(listening.Of("agentgrains.runs.stuck")).Value);

        stuck.Moved(Session, Running(new Waiting(WaitReasons.Timer, "sleep")));
        Assert.Equal(0, stuck.Count());
        stuck.Moved(Session, Running(null));
        stuck.Left(Session);
        time.Advance(StuckRuns.After);
        Assert.Equal(0, stuck.Count());
    }

    [Fact]
    public void Sessions_CalledInVainFor15Minutes_AreStuck_OnceEach_UntilTheirShardSeesThemNoMore()
    {
        var (stuck, other) = (services.GetRequiredService<StuckRuns>(), SessionKey.Parse("demo/ses_01KDYA9ZPZ0000000000000002"));
        WakeUp[] due = [new(Session, Beginning, null, 1), new(other, Beginning.AddSeconds(1), null, 1)];
        stuck.Moved(Session, Running(null));
        time.Advance(StuckRuns.After);

        stuck.Looked(3, due);
        Assert.Equal(1, stuck.Count());
        time.Advance(TimeSpan.FromSeconds(1));
        stuck.Looked(3, due);
        Assert.Equal(2, stuck.Count());
        stuck.Looked(3, due[..1]);
        Assert.Equal(1, stuck.Count());
        stuck.Looked(3, due);
        stuck.Left(3);
        Assert.Equal(1, stuck.Count());
    }

    [Fact]
    public void Append_IsCounted_ByWhatItsEntriesSay()
    {
        using var listening = new Listening();
        var before = Running(null) with { Agent = "worker", Position = 5 };
        var completed = new ModelCallCompleted { Run = Run, Step = 1, Attempt = 1, FinishReason = "stop", CostMicros = 70, InputTokens = 1 };

        services.GetRequiredService<ISessionTelemetry>().Appended(Append(before, completed, new RunCompleted { Run = Run }));

        Assert.Equal((1, "completed"), One(listening, "agentgrains.runs", "agentgrains.run.status"));
        Assert.Equal((1, "model_call"), One(listening, "agentgrains.steps", "agentgrains.step.kind"));
        Assert.Equal((1, "completed"), One(listening, "agentgrains.attempts", "agentgrains.outcome"));
        Assert.Equal((2, "model_call"), One(listening, "agentgrains.step.duration", "agentgrains.step.kind"));
        Assert.Equal((70, "USD"), One(listening, "agentgrains.run.cost", "agentgrains.currency"));
        Assert.Equal((0.3, "cost"), One(listening, "agentgrains.run.budget.left", "agentgrains.budget"));
        Assert.Equal(0.25, Assert.Single(listening.Of("agentgrains.journal.append.duration")).Value);
        Assert.Equal("invoke_agent worker", Assert.Single(listening.Spans).DisplayName);
    }

    [Fact]
    public void Attempts_WithoutAListener_AreNotFollowed_AndAppendsAllocateNothing()
    {
        var telemetry = services.GetRequiredService<ISessionTelemetry>();
        var append = Append(Running(null) with { Agent = "worker", Position = 5 }, new RunPaused { Run = Run });
        telemetry.Appended(append);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            telemetry.Appended(append);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        EffectContext? passed = null;
        var context = new EffectContext(Session, "worker", new AgentDefinition(), new Effect.CallModel(Run, 1, 1, "default"));
        _ = services.GetRequiredService<Attempts>().ExecuteAsync(
            context, (given, _) => Task.FromException<SessionInput>(new InvalidOperationException((passed = given).Effect.Kind)), TestContext.Current.CancellationToken);
        Assert.Same(context, passed);
    }

    private static (double Value, object? Tag) One(Listening listening, string instrument, string tag)
    {
        var (value, tags) = Assert.Single(listening.Of(instrument));
        return (Math.Round(value, 9), tags.Single(pair => pair.Key == tag).Value);
    }

    private static SessionState Running(Waiting? waiting) => SessionState.Empty with
    {
        Active = new RunState
        {
            Key = Run, AgentVersion = 1, Limits = new RunLimits { MaxCostMicros = 100 }, CreatedAt = Beginning, StartedAt = Beginning,
            Metadata = ImmutableDictionary<string, string>.Empty, Waiting = waiting,
            Open = [new ModelCallStep { Number = 1, Model = "default", StartedAt = Beginning, AttemptAt = Beginning }],
        },
    };

    private static DurableAppend Append(SessionState before, params Entry[] entries)
    {
        var placed = entries.Select((entry, i) => new PlacedEntry(new EntryPlace(before.Position + i, Beginning.AddSeconds(2)), entry)).ToList();
        var after = placed.Aggregate(before, SessionEngine.Apply);
        return new DurableAppend(Session, before, after, placed, ImmutableDictionary<int, AgentDefinition>.Empty, TakesOver: false, TimeSpan.FromSeconds(0.25));
    }

    private sealed class NoModels : IModelCatalog
    {
        public IReadOnlyList<string> Names => [];

        public IModelClient? Find(string name) => null;
    }
}
