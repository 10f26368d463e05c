using System.Collections;
using AgentGrains.Core.Conversations;

namespace AgentGrains.Models.Tests;

/// <summary>A conversation that counts how often it is looked at.</summary>
internal sealed class CountingList(IReadOnlyList<ChatMessage> messages) : IReadOnlyList<ChatMessage>
{
    public int Reads { get; private set; }

    public int Count => messages.Count;

    public ChatMessage this[int index]
    {
        get
        {
            Reads++;
            return messages[index];
        }
    }

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
