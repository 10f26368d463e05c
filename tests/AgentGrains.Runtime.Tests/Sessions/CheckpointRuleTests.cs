using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Runtime.Tests.Sessions;

/// <summary>However long a conversation is, checkpoints come, and write about as much as the journal.</summary>
public sealed class CheckpointRuleTests
{
    private const int Every = 256;
    private const int Entries = 50_000;

    [Theory]
    [InlineData(20)]
    [InlineData(800)]
    [InlineData(1_200)]
    [InlineData(8_192)]
    public void Checkpoints_OfAGrowingConversation_AreBoundedInNumberAndBytes(int bytesPerEntry)
    {
        var (last, written, longestTail) = (SessionState.Empty, 0L, 0L);
        for (var position = 1; position <= Entries; position++)
        {
            var fold = SessionState.Empty with { Position = position, ContextBytes = (long)position * bytesPerEntry };
            longestTail = Math.Max(longestTail, position - last.Position);
            if (!CheckpointRule.IsDue(fold, last, Every))
                continue;
            written += fold.ContextBytes;
            last = fold;
        }

        Assert.True(longestTail <= CheckpointRule.MaxIntervals * Every, $"The longest tail has {longestTail} entries.");
        // Each of the last ones writes all of the conversation: beyond some tens of thousands of entries, compaction has to bound it.
        Assert.True(written <= 8L * Entries * (512 + bytesPerEntry), $"Checkpoints write {written} bytes.");
        Assert.True(last.Position > Entries / 2, $"The last checkpoint is at {last.Position}.");
    }

    [Fact]
    public void Checkpoint_OfAShortConversation_IsDueAfterEachInterval()
    {
        var last = SessionState.Empty with { Position = 1_000, ContextBytes = 10_000 };

        Assert.False(CheckpointRule.IsDue(last with { Position = 1_255 }, last, Every));
        Assert.True(CheckpointRule.IsDue(last with { Position = 1_256 }, last, Every));
    }
}
