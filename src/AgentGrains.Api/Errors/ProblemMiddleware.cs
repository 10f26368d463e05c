using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Api.Errors;

/// <summary>Turns every failure into a problem document, those of routing and of the server itself included.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Problem.WriteAsync(context, Describe(context, failure));
            return;
        }
        catch (Exception failure) when (context.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(logger, failure, context.Request.Path);
            return;
        }
        catch (Exception failure)
        {
            // Half an answer cannot be taken back: the connection ends, so that the client sees that it is only half.
            LogFailedInTheMiddle(logger, failure, context.Request.Path, Problem.TraceId(context));
            context.Abort();
            return;
        }
        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null })
            await Problem.WriteAsync(context, OfStatus(context));
    }

    private AgentGrainsException Describe(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case AgentGrainsException expected:
                // A refusal of what is too much has to cost next to nothing.
                if (expected.Code == ErrorCodes.NotReady)
                    LogRefused(logger, context.Request.Path, expected.Message);
                else if (expected.Code.Status >= StatusCodes.Status500InternalServerError)
                    LogFailed(logger, expected, context.Request.Path, expected.Code.Value, Problem.TraceId(context));
                return expected;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } tooLarge:
                return new AgentGrainsException(ErrorCodes.TooLarge, tooLarge.Message, tooLarge);
            case BadHttpRequestException malformed:
                return new AgentGrainsException(ErrorCodes.MalformedBody, malformed.Message, malformed);
            default:
                LogUnexpected(logger, failure, context.Request.Path, Problem.TraceId(context));
                return new AgentGrainsException(ErrorCodes.Unexpected, "The service failed unexpectedly. Search its logs for the trace id.", failure);
        }
    }

    private static AgentGrainsException OfStatus(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new AgentGrainsException(ErrorCodes.NotFound, $"Nothing is served at {request.Path}."),
            StatusCodes.Status405MethodNotAllowed => new NotServedException(StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not served at {request.Path}."),
            StatusCodes.Status415UnsupportedMediaType => new NotServedException(StatusCodes.Status415UnsupportedMediaType, $"'{request.ContentType}' is not taken here."),
            StatusCodes.Status401Unauthorized => new AgentGrainsException(ErrorCodes.Unauthenticated, "The request has no valid credential."),
            StatusCodes.Status403Forbidden => new AgentGrainsException(ErrorCodes.Forbidden, "The credential does not allow this."),
            StatusCodes.Status413PayloadTooLarge => new AgentGrainsException(ErrorCodes.TooLarge, "The body is too large."),
            < StatusCodes.Status500InternalServerError => new AgentGrainsException(ErrorCodes.MalformedBody, "The request could not be read."),
            _ => new AgentGrainsException(ErrorCodes.Unexpected, "The service failed unexpectedly. Search its logs for the trace id."),
        };
    }

    [LoggerMessage(LogEvents.ClientGone, LogLevel.Debug, "The client of {Path} went away.")]
    private static partial void LogClientGone(ILogger logger, Exception failure, string path);

    [LoggerMessage(LogEvents.ResponseCutOff, LogLevel.Error, "{Path} failed after its response had started (trace {TraceId}).")]
    private static partial void LogFailedInTheMiddle(ILogger logger, Exception failure, string path, string traceId);

    [LoggerMessage(LogEvents.RequestFailed, LogLevel.Warning, "{Path} failed with {Code} (trace {TraceId}).")]
    private static partial void LogFailed(ILogger logger, Exception failure, string path, string code, string traceId);

    [LoggerMessage(LogEvents.RequestRefused, LogLevel.Debug, "{Path} was refused: {Why}")]
    private static partial void LogRefused(ILogger logger, string path, string why);

    [LoggerMessage(LogEvents.RequestFailedUnexpectedly, LogLevel.Error, "{Path} failed unexpectedly (trace {TraceId}).")]
    private static partial void LogUnexpected(ILogger logger, Exception failure, string path, string traceId);
}
