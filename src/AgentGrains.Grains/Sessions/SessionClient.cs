using System.Runtime.CompilerServices;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Sessions;

/// <summary>This host's access to all sessions: sends inputs to their grains, and receives their notifications for local waiters and subscribers.</summary>
internal sealed class SessionClient : ISessions
{
    /// <summary>How often a waiting caller asks again, in case the grain's notification was lost with its host.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>How often a call is made again that met another owner: nothing was written then.</summary>
    private const int MaxConflicts = 5;

    private readonly SessionCalls calls;
    private readonly IJournalStore journal;
    private readonly IVisibilityStore visibility;
    private readonly TimeProvider time;
    private readonly LiveEvents live = new();
    private readonly Lazy<ISessionObserver> own;

    public SessionClient(IGrainFactory grains, SessionCalls calls, IJournalStore journal, IVisibilityStore visibility, TimeProvider time)
    {
        (this.calls, this.journal, this.visibility, this.time) = (calls, journal, visibility, time);
        own = new Lazy<ISessionObserver>(() => grains.CreateObjectReference<ISessionObserver>(live));
    }

    public async Task<RunView?> SendAsync(SessionKey session, SessionInput input, RunKey? about, CancellationToken cancellation) =>
        await RunOfAsync(session, await SendAsync(session, new SessionCall(new InputEnvelope(input), about?.Value, null), cancellation), cancellation);

    public async Task<RunView> SendAndWaitAsync(SessionKey session, SessionInput input, RunKey about, TimeSpan wait, CancellationToken cancellation)
    {
        using var waiter = live.Await(new RunId(session.Session, about));
        var reply = await SendAsync(session, new SessionCall(new InputEnvelope(input), about.Value, own.Value), cancellation);
        var view = await RunOfAsync(session, reply, cancellation) 
            // It took the run in, and was erased meanwhile: no refusal, after which the request would count as one that wrote nothing.
            ?? throw new AgentGrainsException(ErrorCodes.HostUnreachable, $"The session {session.Session} took the run in and does not know it any more. Repeat the request.");
        if (view.Id.Key != about && !view.HasSettled)
            return await AwaitOtherAsync(session, view, wait, cancellation);
        return view.HasSettled ? view : await AwaitAsync(session, waiter, view, wait, cancellation);
    }

    public async Task<RunView?> FindRunAsync(SessionKey session, RunKey run, CancellationToken cancellation) =>
        Read(await calls.CallAsync(session, grain => grain.FindRun(run.Value), cancellation)).Run;

    public async Task<SessionView?> FindSessionAsync(SessionKey session, CancellationToken cancellation) =>
        Read(await calls.CallAsync(session, static grain => grain.Describe(), cancellation)).Session;

    public async Task<bool> DeleteAsync(SessionKey session, CancellationToken cancellation) =>
        Read(await CallAsync(session, static grain => grain.Delete(), cancellation)).Session is not null;

    /// <summary>A host is gone: local subscribers of its sessions subscribe again.</summary>
    public void Resubscribe() => live.AskAgain();

    public async IAsyncEnumerable<SessionFrame> ReadAsync(SessionKey session, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new SessionTail(session, after + 1, journal, time, live, SubscribeAsync, Unsubscribe);
        await foreach (var frame in reader.ReadAsync(cancellation))
            yield return frame;

        async Task<long> SubscribeAsync() => Read(await calls.CallAsync(session, grain => grain.Subscribe(own.Value), cancellation)).Position;

        void Unsubscribe() => UnsubscribeAsync(session).Ignore();
    }

    /// <summary>A subscription that is not renewed ends by itself, so this is tried once. If a subscriber arrived meanwhile, it subscribes again.</summary>
    private async Task UnsubscribeAsync(SessionKey session)
    {
        await calls.Grain(session).Unsubscribe(own.Value);
        await live.Left(session.ToString());
    }

    private async Task<RunView> AwaitOtherAsync(SessionKey session, RunView other, TimeSpan wait, CancellationToken cancellation)
    {
        using var waiter = live.Await(other.Id);
        return await AwaitAsync(session, waiter, other, wait, cancellation);
    }

    private async Task<RunView> AwaitAsync(SessionKey session, LiveEvents.Waiter waiter, RunView view, TimeSpan wait, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + wait;
        while (true)
        {
            var left = until - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return view;
            try
            {
                return await waiter.Task.WaitAsync(left < AskAgain ? left : AskAgain, time, cancellation);
            }
            catch (TimeoutException)
            {
                view = await LookAsync(session, view.Id.Key, cancellation) ?? view;
                if (view.HasSettled)
                    return view;
            }
        }
    }

    /// <summary>The run that a reply is about. A session forgets runs that ended long ago; the list of runs has them.</summary>
    private async ValueTask<RunView?> RunOfAsync(SessionKey session, SessionReply reply, CancellationToken cancellation) =>
        reply.Run ?? (reply.About is { } run ? await visibility.ReadRunAsync(session.Tenant, new RunId(session.Session, RunKey.Parse(run)), cancellation) : null);

    /// <summary>The run as it is; null if it is unknown for now, which does not end a wait.</summary>
    private async Task<RunView?> LookAsync(SessionKey session, RunKey run, CancellationToken cancellation)
    {
        try
        {
            return await FindRunAsync(session, run, cancellation);
        }
        catch (AgentGrainsException refused) when (refused.IsTransient)
        {
            return null;
        }
    }

    private async Task<SessionReply> SendAsync(SessionKey session, SessionCall call, CancellationToken cancellation)
    {
        // Once it met another owner, or got no answer, something may be stored.
        var mayBeNew = call.Input.Value is CreateRun { NewSession: true };
        return Read(await CallAsync(session, grain =>
        {
            var first = call with { NewSession = mayBeNew };
            mayBeNew = false;
            return grain.Send(first);
        }, cancellation));
    }

    /// <summary>Calls a session, again where it met another owner.</summary>
    private async Task<SessionReply> CallAsync(SessionKey session, Func<ISessionGrain, Task<SessionReply>> call, CancellationToken cancellation)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var reply = await calls.CallAsync(session, call, cancellation);
            if (reply.Refusal?.Code != ErrorCodes.JournalConflict.Value || conflicts == MaxConflicts)
                return reply;
        }
    }

    private static SessionReply Read(SessionReply reply) => reply.Refusal is null ? reply : throw Refusals.Read(reply.Refusal);
}
