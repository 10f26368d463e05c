using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Effects;

/// <summary>Stores the texts of results. The call has been made and paid for: a text that cannot be stored is written again, and the call is not repeated.</summary>
/// <param name="contents">Where large texts go.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives failures.</param>
public sealed partial class ResultContents(ContentStore contents, TimeProvider time, ILogger<ResultContents> log)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>Content of a text; when the call returns, what an entry refers to is durable.</summary>
    /// <exception cref="OperationCanceledException">The step is no longer wanted.</exception>
    public async ValueTask<Content> WriteAsync(SessionKey session, string text, CancellationToken cancellation)
    {
        for (var delay = FirstDelay; ; delay = delay.Doubled(LongestDelay))
        {
            try
            {
                return await contents.WriteAsync(session, text, cancellation);
            }
            catch (AgentGrainsException failure) when (failure.IsTransient)
            {
                LogNotStored(failure, session);
            }
            await Task.Delay(delay, time, cancellation);
        }
    }

    [LoggerMessage(EventId = LogEvents.ResultNotStored, Level = LogLevel.Warning, Message = "A result of session {Session} could not be stored; it is written again")]
    private partial void LogNotStored(Exception failure, SessionKey session);
}
