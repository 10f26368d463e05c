using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Core.Tools;

/// <summary>Ids for tool calls whose model gave none, or one that is used elsewhere in the conversation.</summary>
public static class CallIds
{
    // Mistral demands nine letters or digits; everyone else accepts them.
    private const int Length = 9;
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // More than any thought signature that was seen.
    private const int MaxLength = 16 * 1024;

    /// <summary>Whether an id carries a signature that its model demands back, as LiteLLM writes Gemini's: such an id is never replaced.</summary>
    public static bool CarrySignature(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length <= MaxLength && id.Contains("__thought__", StringComparison.Ordinal);
    }

    /// <summary>An id that follows from a text: the same one each time.</summary>
    public static string Of(string text) => string.Create(Length, SHA256.HashData(Encoding.UTF8.GetBytes(text)), static (id, hash) =>
    {
        for (var i = 0; i < id.Length; i++)
            id[i] = Signs[BitConverter.ToUInt16(hash, i * 2) % Signs.Length];
    });
}
