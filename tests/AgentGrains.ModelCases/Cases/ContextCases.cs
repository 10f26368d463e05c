using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Prompts that are too large.</summary>
internal static class ContextCases
{
    public static IEnumerable<ModelCase> All =>
    [
        Fails("ctx-openai", "AG3008", "too long"),
        Fails("ctx-llama", "AG3008", "the request exceeds the available context size"),
        Fails("ctx-anthropic", "AG3008", "prompt is too long: 209353 tokens > 199999 maximum"),
        Fails("ctx-vllm", "AG3008", "maximum context length is 4096 tokens"),
        // Larger than the endpoint ever accepts in a minute: no wait helps.
        Fails("ctx-413", null, "tokens per minute"),
    ];
}
