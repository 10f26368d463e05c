using System.Collections;
using AgentGrains.Core.Conversations;

namespace AgentGrains.Models.Tests;

/// <summary>A conversation that counts how often it is looked at.</summary>
internal sealed class CountingList(IReadOnlyList<PromptMessage> messages) : IReadOnlyList<PromptMessage>
{
    public int Reads { get; private set; }

    public int Count => messages.Count;

    public PromptMessage this[int index]
    {
        get
        {
            Reads++;
            return messages[index];
        }
    }

    public IEnumerator<PromptMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
