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

    /// <summary>Makes a call of a grain; an expected failure becomes a refusal.</summary>
    public static async Task<SessionReply> GuardAsync(Func<Task<SessionReply>> call)
    {
        try
        {
            return await call();
        }
        catch (AgentGrainsException failure)
        {
            return new SessionReply(null, null, Of(failure));
        }
    }

    /// <summary>The same for a call that has nothing to answer.</summary>
    public static Task<SessionReply> GuardAsync(Func<Task> call) => GuardAsync(async () =>
    {
        await call();
        return new SessionReply(null, null, null);
    });

    public static Refusal Of(AgentGrainsException failure) =>
        new(failure.Code.Value, failure.Message, failure.RetryAfter is { } wait ? (long)wait.TotalMilliseconds : null);

    public static AgentGrainsException Read(Refusal refusal) => new(Codes.GetValueOrDefault(refusal.Code, ErrorCodes.Unexpected), refusal.Detail)
    {
        RetryAfter = refusal.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null,
    };
}
