using AgentGrains.Core.Conversations;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Models.Tests.Clients;

/// <summary>An answer as an official client returned it, or the error that it raised.</summary>
/// <param name="Recording">The recording that was played.</param>
/// <param name="Way">How the client asked: the name of the call.</param>
internal sealed record ClientAnswer(string Recording, string Way)
{
    public string? Text { get; init; }

    public IReadOnlyList<ToolRequest> ToolCalls { get; init; } = [];

    public string? FinishReason { get; init; }

    public ClientUsage? Usage { get; init; }

    public ClientError? Error { get; init; }

    /// <summary>Fails unless the answers are those of the recordings, in order and in every way of asking.</summary>
    public static void AssertAreRecorded(IReadOnlyList<Trajectory> recordings, IReadOnlyList<string> ways, IReadOnlyList<ClientAnswer> answers)
    {
        var expected =
            from recording in recordings
            from way in ways
            from message in recording.Messages
            where message.Role == "assistant"
            select (recording.Id, way, message);
        Assert.Equal(expected.Count(), answers.Count);
        foreach (var ((recording, way, message), answer) in expected.Zip(answers))
        {
            Assert.Equal((recording, way, null), (answer.Recording, answer.Way, answer.Error));
            answer.AssertIs(message);
        }
    }

    private void AssertIs(PromptMessage recorded)
    {
        Assert.Equal(recorded.Content, Text);
        Assert.Equal(recorded.ToolCalls, ToolCalls);
        Assert.Equal(recorded.ToolCalls.Count == 0 ? "stop" : "tool_calls", FinishReason);
        Assert.NotNull(Usage);
        Assert.True(Usage.PromptTokens > 0 && Usage.CompletionTokens > 0, Usage.ToString());
        Assert.Equal(Usage.PromptTokens + Usage.CompletionTokens, Usage.TotalTokens);
    }
}

/// <summary>What an answer used.</summary>
internal sealed record ClientUsage(int PromptTokens, int CompletionTokens, int TotalTokens);

/// <summary>An error as a client raised it.</summary>
/// <param name="Type">The class of the error.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The message.</param>
/// <param name="RetryAfter">The header <c>Retry-After</c>; null if there was none.</param>
internal sealed record ClientError(string Type, int Status, string Message, string? RetryAfter);
