using System.Collections.Frozen;
using System.Reflection;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using ErrorCode = AgentGrains.Core.Errors.ErrorCode;

namespace AgentGrains.Grains.Sessions;

/// <summary>Expected failures on their way between hosts.</summary>
internal static class Refusals
{
    private static readonly FrozenDictionary<string, ErrorCode> Codes = typeof(ErrorCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (ErrorCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Value);

    public static Refusal Of(AgentGrainsException failure) =>
        new(failure.Code.Value, failure.Message, failure.RetryAfter is { } wait ? (long)wait.TotalMilliseconds : null);

    /// <summary>Whether the same call may be taken in later: it was a host or a store that failed, and not the session that said no.</summary>
    public static bool IsForNow(AgentGrainsException refusal) =>
        refusal.Code.Status >= 500 && refusal.Code != ErrorCodes.DamagedData && refusal.Code != ErrorCodes.NewerData;

    public static AgentGrainsException Read(Refusal refusal) => new(Codes.GetValueOrDefault(refusal.Code, ErrorCodes.Unexpected), refusal.Detail)
    {
        RetryAfter = refusal.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null,
    };
}
