using System.Collections.Immutable;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.WakeUps;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Owns one session: append, apply, decide, dispatch, and nothing else.</summary>
/// <remarks>
/// Inputs that arrive while an append is in flight go into the next one together. Nothing is answered and nothing started before the append that
/// says so is durable. After a failed append the owner is <see cref="Broken"/>: its state may be old, so it answers nothing any more and
/// another one is opened. Not safe for concurrent use: all calls and continuations run in the session's context.
/// </remarks>
internal sealed class SessionOwner
{
    /// <summary>The size up to which a conversation is read again rather than kept while no run is active.</summary>
    public const int CheapConversationBytes = 32 * 1024;

    /// <summary>The most inputs that go into one append.</summary>
    public const int MaxInputsPerAppend = 64;

    private readonly SessionHost host;
    private readonly SessionServices services;
    private readonly OwnerClock clock;
    private readonly WakeUpKeeper wakeUp;
    private readonly EffectTracker effects;
    private readonly RunListChannel channel;
    private readonly Housekeeping housekeeping;
    private readonly PinnedAgents agents;
    private readonly Queue<PendingInput> pending = [];
    private readonly long epoch;
    private Conversation? conversation;
    private bool takenOver;
    private bool takingIn;
    private Task? pump;
    private Task append = Task.CompletedTask;
    private Task? erasure;

    private SessionOwner(SessionHost host, JournalOpening? opening, SessionState saved, SessionState state, Conversation? conversation, RunListChannel channel)
    {
        (this.host, Key, services, State, this.conversation, this.channel) = (host, host.Key, host.Services, state, conversation, channel);
        clock = new OwnerClock(services.Time, state);
        wakeUp = new WakeUpKeeper(Key, services, clock);
        effects = new EffectTracker(this, services);
        agents = new PinnedAgents(Key.Tenant, services.Agents);
        // The first append raises the stored epoch to this: the previous owner cannot append any more.
        epoch = (opening?.Header.Epoch ?? 0) + 1;
        housekeeping = new Housekeeping(Key, services, clock, wakeUp, channel, () => State, SaveAsync, saved, Rest);
        if (opening is not null)
            return;
        takenOver = true;
        wakeUp.KnowNone();
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The durable state.</summary>
    public SessionState State { get; private set; }

    /// <summary>Why the owner answers nothing any more; null while it does.</summary>
    public AgentGrainsException? Broken { get; private set; }

    /// <summary>When the owner is to be called next by its host, by the host's clock; null if a wake-up does it, or the next host.</summary>
    public DateTimeOffset? NextWake =>
        !services.Gate.IsClosed && SessionEngine.NextWake(State, services.Options) is { } next && clock.OnHost(next) is var due && due <= clock.HostNow + SessionHost.Heartbeat ? due : null;

    /// <summary>Whether an effect or an append is in flight.</summary>
    public bool Busy => effects.Busy || pump is { IsCompleted: false };

    /// <summary>Whether the host drains and no effect of the session is in flight on it.</summary>
    public bool MayMove => IsDraining && pump is null or { IsCompleted: true };

    private bool IsDraining => services.Gate.IsClosed && Broken is null && pending.Count == 0 && !effects.Busy;

    /// <summary>Opens a session: reads its checkpoint and the records after it. One that does not exist yet is empty.</summary>
    public static async ValueTask<SessionOwner> OpenAsync(SessionHost host, CancellationToken cancellation)
    {
        var services = host.Services;
        var opening = await services.Journal.OpenAsync(host.Key, cancellation);
        var (saved, conversation) = JournalReader.SavedIn(opening);
        var state = saved;
        var channel = new RunListChannel(host.Key, services.RunList, state);
        if (opening is not null)
        {
            await foreach (var entry in services.Reader.ReadTailAsync(host.Key, opening, state, cancellation))
            {
                state = SessionEngine.Apply(state, entry);
                conversation?.Add(entry);
                channel.Collect(entry, state);
            }
        }
        // A run that continues needs the conversation at once. A session that waits keeps none, nor a long one that may only be read.
        if (state.Active is { Waiting: not null } || (state.Active is null && state.ContextBytes > CheapConversationBytes))
            conversation = null;
        var owner = new SessionOwner(host, opening, saved, state, conversation, channel);
        await owner.agents.BringAsync(state);
        return owner;
    }

    /// <summary>Opens a session whose id was made just now: nothing is read. Should it be there after all, the first append does not fit and breaks the owner.</summary>
    public static SessionOwner OpenNew(SessionHost host) =>
        new(host, null, SessionState.Empty, SessionState.Empty, new Conversation(), new RunListChannel(host.Key, host.Services.RunList, SessionState.Empty));

    /// <summary>
    /// Whether another owner has continued or erased the session. One that has nothing to append itself does not notice, and would tell for ever what
    /// was so long ago: readers ask first. If the journal is ahead and an append is in flight, that may be this very append: the answer comes when it has ended.
    /// </summary>
    public async ValueTask<bool> IsOvertakenAsync(CancellationToken cancellation)
    {
        var known = State.Position;
        var stored = await ReadPositionAsync(cancellation);
        if (stored > State.Position)
            await append.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return stored < known || stored > State.Position;
    }

    /// <summary>Takes an input in, or only lets time pass. When the call returns, what it made is durable; a refusal is thrown.</summary>
    public Task SendAsync(SessionInput? input)
    {
        var item = new AwaitedInput(this, input);
        Enqueue(item);
        return item.Task;
    }

    /// <summary>The same for an effect worker, which is outside the owner's context: the input is taken in there.</summary>
    /// <param name="input">The input.</param>
    /// <param name="answered">Called once, in the owner's context, with the refusal or failure if there is one. It only notes that: it neither blocks nor throws.</param>
    public void Report(SessionInput input, Action<AgentGrainsException?> answered) => host.Shell.Post(
        static state =>
        {
            var item = (ReportedInput)state!;
            item.Owner.Enqueue(item);
        }, new ReportedInput(this, input, answered));

    /// <summary>The session was woken: pending effects are started, then the wake-up and the run list are repaired in the background.</summary>
    public async Task WakeAsync()
    {
        var stray = housekeeping.FindsStray();
        if (stray && State.Position == 0)
            stray = await wakeUp.AwaitsFirstAppendAsync();
        await SendAsync(new LookAfter(Fence: stray));
    }

    /// <summary>
    /// Erases the session in every store. The intent is recorded first; the journal, which has it, goes after all that it tells of, and the wake-up last: whatever dies
    /// in between, the session is called and its next owner continues. Concurrent callers wait for the same one.
    /// </summary>
    public Task DeleteAsync(CancellationToken cancellation) => erasure ??= EraseAsync(cancellation);

    /// <summary>The session has another owner: this one begins nothing more.</summary>
    public void Replace()
    {
        Broken ??= new JournalConflictException(Key, State.Position);
        channel.Abandon();
    }

    private async Task EraseAsync(CancellationToken cancellation)
    {
        // No new input is accepted, and earlier ones finish first: otherwise they would be listed and started after the erasure.
        await WhenStillAsync();
        await SendAsync(new EraseSession());
        await WhenStillAsync();
        Broken = new AgentGrainsException(ErrorCodes.NotFound, $"The session {Key.Session} was deleted.");
        await channel.WhenDeliveredAsync();
        await services.Visibility.DeleteAsync(Key, clock.HostNow, cancellation);
        await services.Payloads.DeleteAsync(Key, cancellation);
        await wakeUp.KeepForErasureAsync(State.Position, clock.HostNow, cancellation);
        await services.Journal.DeleteAsync(Key, cancellation);
        await services.WakeUps.RemoveAsync(Key, long.MaxValue, cancellation);
    }

    private void Enqueue(PendingInput item)
    {
        if (Broken is { } broken)
        {
            item.Fail(broken);
            return;
        }
        // A result has been paid for, and the erasure may yet fail.
        if (erasure is not null && item is not ReportedInput && item.Input is not EraseSession)
        {
            item.Fail(new AgentGrainsException(ErrorCodes.HostUnreachable, $"The session {Key.Session} is being erased.") { RetryAfter = TimeSpan.FromSeconds(1) });
            return;
        }
        pending.Enqueue(item);
        if (pump is null or { IsCompleted: true })
            pump = PumpAsync();
    }

    /// <summary>All accepted inputs are processed.</summary>
    /// <exception cref="AgentGrainsException">The owner broke over it.</exception>
    private async Task WhenStillAsync()
    {
        while (pump is { IsCompleted: false } running)
            await running;
        if (Broken is { } broken)
            throw broken;
    }

    private async Task PumpAsync()
    {
        while (pending.Count > 0)
        {
            List<PendingInput> batch = [];
            while (batch.Count < MaxInputsPerAppend && pending.TryDequeue(out var item))
                batch.Add(item);
            try
            {
                takingIn = true;
                await agents.BringAsync(State, batch);
                await ExecuteAsync(batch);
                takingIn = false;
            }
            catch (Exception failure)
            {
                Break(failure, batch);
                return;
            }
            if (pending.Count == 0)
                await housekeeping.TidyAsync();
        }
        if (IsDraining)
            host.Drained(this);
    }

    private void Rest()
    {
        // The host drops an owner that rests, and its timer: an input that is being taken in may begin a run that needs them, and a call that was given up is still to be noted.
        if (!takingIn && pending.Count == 0 && !effects.Busy)
            host.Rested(this);
    }

    private async Task ExecuteAsync(List<PendingInput> batch)
    {
        var now = clock.Now;
        // The host may start to drain while the append is in flight: what the append records as started is started all the same.
        var begins = services.Gate.TryEnter();
        try
        {
            var (next, entries) = Decide(batch, now, holds: !begins);
            if (entries.Count > 0)
            {
                var content = RecordEncoder.Encode(entries);
                if (content.Length > JournalAppend.MaxContentBytes)
                {
                    await ExecuteSinglyAsync(batch, content.Length);
                    return;
                }
                await CommitAsync(next, entries, content, now, begins);
            }
            else if (batch.Exists(item => item.Input is not null))
            {
                await AssureCurrentAsync();
            }
            takenOver |= begins;
            channel.Deliver();
            await DispatchAsync(begins);
        }
        finally
        {
            if (begins)
                services.Gate.Exit();
        }
        foreach (var item in batch)
            item.Complete();
    }

    /// <summary>An answer that appended nothing must not come from an owner that lost the session without noticing: it would drop a result that the other one waits for.</summary>
    private async Task AssureCurrentAsync()
    {
        if (await ReadPositionAsync(CancellationToken.None) != State.Position)
            throw new JournalConflictException(Key, State.Position);
    }

    private async ValueTask<long> ReadPositionAsync(CancellationToken cancellation) => (await services.Journal.ReadHeaderAsync(Key, cancellation))?.Position ?? 0;

    private async Task ExecuteSinglyAsync(List<PendingInput> batch, int sizeBytes)
    {
        if (batch.Count > 1)
        {
            foreach (var item in batch)
                await ExecuteAsync([item]);
            return;
        }
        batch[0].Rejection = new AgentGrainsException(ErrorCodes.TooLarge, $"The input takes {sizeBytes} bytes of journal; one append takes {JournalAppend.MaxContentBytes}.");
        batch[0].Complete();
    }

    private (SessionState State, List<PlacedEntry> Entries) Decide(List<PendingInput> batch, DateTimeOffset now, bool holds)
    {
        var context = new EngineContext(Key, now, agents.ByVersion, services.Options, holds) { Models = services.Models };
        var state = State;
        var entries = new List<PlacedEntry>();
        foreach (var item in batch)
            item.Rejection = Take(item.Input);
        // Results that came for attempts of an owner before this one count; only what is open after them is lost.
        if (!takenOver && !holds)
            Take(new TakeOver(StartedSince(state)));
        return (state, entries);

        AgentGrainsException? Take(SessionInput? input)
        {
            var decision = SessionEngine.Decide(state, input, context);
            state = decision.State;
            entries.AddRange(decision.Entries);
            return decision.Rejection;
        }
    }

    /// <summary>The attempts of a state that this owner's own state does not know: they are not lost, because they have not started.</summary>
    private ImmutableHashSet<(int Step, int Attempt)> StartedSince(SessionState state)
    {
        var known = State.Active is { } before && before.Key == state.Active?.Key ? before.Open : [];
        return [.. (state.Active?.Open ?? []).Where(step => !known.Any(other => other.Number == step.Number && other.Attempt == step.Attempt && other is not EffectStep { RetryAt: not null }))
            .Select(step => (step.Number, step.Attempt))];
    }

    private async Task CommitAsync(SessionState next, List<PlacedEntry> entries, ReadOnlyMemory<byte> content, DateTimeOffset now, bool begins)
    {
        housekeeping.Committing = true;
        await wakeUp.TightenAsync(State, next, clock.OnHost(now), CancellationToken.None);
        var (before, position, startedAt) = (State, State.Position, services.Time.GetTimestamp());
        await (append = AppendAsync(new JournalAppend(Key, epoch, position, entries.Count, content, next.Unfinished), next, entries));
        services.Telemetry?.Appended(new DurableAppend(Key, before, next, entries, agents.ByVersion, !takenOver && begins, services.Time.GetElapsedTime(startedAt)));
        foreach (var entry in entries)
            conversation?.Add(entry);
        host.Appended(this, position, entries.Count, content, next);
    }

    private async Task AppendAsync(JournalAppend content, SessionState next, List<PlacedEntry> entries)
    {
        await services.Journal.AppendAsync(content, CancellationToken.None);
        (State, housekeeping.Committing) = (next, false);
        foreach (var entry in entries)
            channel.Collect(entry, next);
    }

    private async Task DispatchAsync(bool begins)
    {
        effects.Prune(State);
        var missing = begins ? effects.Missing(State) : [];
        if (missing.Count > 0)
        {
            if (missing.Exists(static effect => effect.ReadsConversation))
                conversation ??= await ReadConversationAsync();
            if (Broken is { } replaced)
                throw replaced;
            foreach (var effect in missing)
                effects.Begin(effect, agents.ByVersion[State.Active!.AgentVersion], conversation);
        }
        // A session that only waits holds no more than its next decision needs. Between two runs a long conversation stays until the
        // session rests, because reading it again would cost the next run more than the memory is worth for so short a time.
        // A throttled step starts again soon: its conversation stays as long as the host keeps a timer for it.
        var waits = State.Active is null ? State.ContextBytes <= CheapConversationBytes : State.Active.Waiting is { } waiting && (waiting.Reason != WaitReasons.Throttle || NextWake is null);
        if (waits && !effects.Busy)
            conversation = null;
    }

    private ValueTask<Conversation> ReadConversationAsync() => services.Reader.ReadConversationAsync(Key, State.Position, CancellationToken.None);

    /// <summary>Saves a checkpoint: a fold that is behind or at the state, and the conversation at the state.</summary>
    private async Task SaveAsync(SessionState fold) => await services.Journal.SaveCheckpointAsync(
        Key, fold.Position, JournalCodec.EncodeCheckpoint(fold, conversation ?? await ReadConversationAsync()), CancellationToken.None);

    private void Break(Exception failure, List<PendingInput> batch)
    {
        Broken = failure as AgentGrainsException
            ?? new AgentGrainsException(ErrorCodes.Unexpected, $"The session {Key} could not continue: {failure.Message}", failure);
        channel.Abandon();
        services.OnTrouble(Key, Broken);
        host.Broke(this, Broken);
        foreach (var item in batch)
            item.Fail(Broken);
        while (pending.TryDequeue(out var item))
            item.Fail(Broken);
    }
}
