using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;
using BenchmarkDotNet.Attributes;

namespace AgentGrains.Benchmarks;

/// <summary>The messages for one model call, read as a client reads them, none of them in the payload store.</summary>
[MemoryDiagnoser]
public class PromptBenchmarks
{
    private readonly ContentStore contents = new(new InMemoryPayloadStore());
    private readonly Conversation conversation = new();

    /// <summary>Turns of the conversation, of two messages each.</summary>
    [Params(10, 1_000)]
    public int Turns { get; set; }

    [GlobalSetup]
    public void Live()
    {
        foreach (var entry in new ToolTurn().Live(Turns).Entries)
            conversation.Add(entry);
    }

    [Benchmark]
    public async Task<int> Build()
    {
        var prompt = await Prompt.ReadAsync(TenantId.Parse("bench"), conversation.Snapshot(), anyStored: false, contents, CancellationToken.None);
        return prompt.Sum(static message => message.Content?.Length ?? 0);
    }
}
