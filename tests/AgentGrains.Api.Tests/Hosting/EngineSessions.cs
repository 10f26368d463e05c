using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AgentGrains.Contracts;
using AgentGrains.Core;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Sessions executed by the pure engine in this process; a script replaces models and tools.</summary>
internal sealed class EngineSessions(IJournalStore journal, IVisibilityStore visibility, IDefinitionStore definitions, TimeProvider time) : ISessions
{
    private readonly ConcurrentDictionary<SessionKey, LiveSession> live = new();

    /// <summary>What models and tools do; null leaves an effect in flight.</summary>
    public Func<Effect, SessionInput?> Script { get; set; } = effect => ScriptedAnswers.Text(effect, "Hello.");

    /// <summary>Thrown by the next input in place of carrying it out.</summary>
    public Exception? FailBeforeNext { get; set; }

    /// <summary>Thrown by the next input after it was executed, as by a store whose answer is lost.</summary>
    public Exception? FailNext { get; set; }

    /// <summary>Held before an answer goes out.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    /// <summary>Told of every append.</summary>
    public Action<JournalAppend>? Appended { get; set; }

    /// <summary>Completes when a caller waits for a run.</summary>
    public TaskCompletionSource WaitStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many inputs came.</summary>
    public int Inputs { get; private set; }

    public async Task<RunView?> SendAsync(SessionKey session, SessionInput input, RunKey? about, CancellationToken cancellation)
    {
        Inputs++;
        if (FailBeforeNext is { } early)
        {
            FailBeforeNext = null;
            throw early;
        }
        if (!live.TryGetValue(session, out var state))
        {
            if (input is not (OpenSession or CreateRun))
                throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session {session.Session}.");
            state = live.GetOrAdd(session, _ => new LiveSession());
        }
        await state.Gate.WaitAsync(cancellation);
        try
        {
            await TakeInAsync(session, state, input);
            while (SessionEngine.Effects(state.State).Select(Script).FirstOrDefault(next => next is not null) is { } next)
                await TakeInAsync(session, state, next);
        }
        finally
        {
            state.Gate.Release();
        }
        if (BeforeAnswer is { } hold)
            await hold().WaitAsync(cancellation);
        if (FailNext is { } failure)
        {
            FailNext = null;
            throw failure;
        }
        return about is { } key ? RunViews.Find(state.State, session.Session, state.State.SteeredBy(key) ?? key) : null;
    }

    public async Task<RunView> SendAndWaitAsync(SessionKey session, SessionInput input, RunKey about, TimeSpan wait, CancellationToken cancellation)
    {
        var view = (await SendAsync(session, input, about, cancellation))!;
        using var limit = new CancellationTokenSource(wait, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        WaitStarted.TrySetResult();
        try
        {
            for (var i = 0; !view.HasSettled; i++)
            {
                await live[session].FrameAsync(i, stop.Token);
                view = RunViews.Find(live[session].State, session.Session, view.Id.Key)!;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return view;
        }
        return view;
    }

    public Task<RunView?> FindRunAsync(SessionKey session, RunKey run, CancellationToken cancellation) =>
        Task.FromResult(live.TryGetValue(session, out var state) ? RunViews.Find(state.State, session.Session, run) : null);

    public Task<SessionView?> FindSessionAsync(SessionKey session, CancellationToken cancellation) =>
        Task.FromResult(live.TryGetValue(session, out var state) && state.State.Agent is not null ? View(session, state.State) : null);

    public async IAsyncEnumerable<SessionFrame> ReadAsync(SessionKey session, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var state = live[session];
        for (var i = 0; ; i++)
        {
            var frame = await state.FrameAsync(i, cancellation);
            if (frame is SessionFrame.Delta || (frame is SessionFrame.Durable durable && durable.Entry.Place.Position > after))
                yield return frame;
        }
    }

    public async Task<bool> DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        if (!live.TryRemove(session, out _))
            return false;
        await journal.DeleteAsync(session, cancellation);
        await visibility.DeleteAsync(session, time.GetUtcNow(), cancellation);
        return true;
    }

    /// <summary>A piece of text comes.</summary>
    public void Publish(SessionKey session, SessionFrame.Delta delta) => live[session].Publish(delta);

    private DateTimeOffset Now => WireTime.Trim(time.GetUtcNow());

    private async Task TakeInAsync(SessionKey session, LiveSession live, SessionInput input)
    {
        var agents = new Dictionary<int, AgentDefinition>();
        var name = live.State.Agent ?? (input as CreateRun)?.Agent;
        for (var version = 1; name is not null && await definitions.ReadAsync(session.Tenant, AgentDefinition.Kind, name, version, default) is { } document; version++)
            agents[version] = AgentJson.Read(document.Body.Span);
        var decision = SessionEngine.Decide(live.State, input, new EngineContext(session, Now, agents, new EngineOptions()));
        if (decision.Rejection is { } rejection)
            throw rejection;
        if (decision.Entries.Count == 0)
            return;
        var buffer = new ArrayBufferWriter<byte>();
        JournalCodec.Encode(decision.Entries, buffer);
        var append = new JournalAppend(session, 1, live.State.Position, decision.Entries.Count, buffer.WrittenMemory, decision.State.Unfinished);
        await journal.AppendAsync(append, default);
        live.State = decision.State;
        var changes = RunViews.All(live.State, session.Session).Select(run => new VisibilityChange(null, run, live.State.Position));
        await visibility.UpsertAsync(session.Tenant, [new VisibilityChange(View(session, live.State), null, live.State.Position), .. changes], default);
        foreach (var entry in decision.Entries)
            live.Publish(new SessionFrame.Durable(entry));
        Appended?.Invoke(append);
    }

    private static SessionView View(SessionKey session, SessionState state) =>
        new(session.Session, state.Agent!, state.Unfinished ? SessionView.Active : SessionView.Idle, state.CreatedAt, state.Metadata);
}
