using AgentGrains.Core.Errors;

namespace AgentGrains.Api.Errors;

/// <summary>The method or the media type is not served at this address.</summary>
/// <param name="status">405 or 415.</param>
/// <param name="detail">What would be.</param>
internal sealed class NotServedException(int status, string detail) : AgentGrainsException(ErrorCodes.NotServed, detail)
{
    public int Status { get; } = status;
}
