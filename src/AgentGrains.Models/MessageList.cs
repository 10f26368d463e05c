using System.Collections;
using AgentGrains.Core.Conversations;
using Microsoft.Extensions.AI;

namespace AgentGrains.Models;

/// <summary>
/// A conversation as chat clients take it, converted message by message when it is read: three thousand cost nothing for a client that reads the last one.
/// </summary>
internal sealed class MessageList(string instructions, IReadOnlyList<PromptMessage> messages) : IReadOnlyList<ChatMessage>
{
    private static readonly PromptMessage NoInstructions = new("system", "", []);

    private readonly PromptMessage first = instructions.Length == 0 ? NoInstructions : new PromptMessage("system", instructions, []);
    private readonly int offset = instructions.Length == 0 ? 0 : 1;

    public int Count => messages.Count + offset;

    public ChatMessage this[int index] => ChatClientDialect.Write(At(index));

    /// <summary>The role of a message, without converting it.</summary>
    public string RoleAt(int index) => At(index).Role;

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private PromptMessage At(int index) => index < offset ? first : messages[index - offset];
}
