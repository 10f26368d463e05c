using System.Buffers;
using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tests.Stories;
using CsCheck;

namespace AgentGrains.Core.Tests.Properties;

/// <summary>What holds for the engine whatever happens to a session, in whatever order.</summary>
public sealed class EngineProperties
{
    private const int Sequences = 400;
    private const int MostPortions = 20;

    // Low, so that short sequences reach what is behind them.
    private static readonly EngineOptions Low = new() { MaxAttempts = 3, MaxTakeovers = 2, MaxParallelTools = 4 };

    private static readonly Gen<Move[]> Sequence = Move.Any.Array[1, 80];

    /// <summary>The story itself checks after each input that a refusal appends nothing and that the fold of the stored form is the live state.</summary>
    [Fact]
    public void Deciding_IsTotal_AndItsFoldIsTheLiveState() => Sequence.Sample(moves =>
    {
        var story = new Story(options: Low);
        foreach (var move in moves)
            Take(story, move);
    }, iter: Sequences, threads: 2);

    [Fact]
    public void Sequences_ReachEveryKindOfEntry()
    {
        var seen = new ConcurrentDictionary<string, bool>();
        // The rarest kinds are missed now and then by as many sequences as the other properties take.
        for (var portion = 0; portion < MostPortions && seen.Count < StoredNames.ByType.Count; portion++)
        {
            Sequence.Sample(moves =>
            {
                var story = new Story(options: Low);
                foreach (var move in moves)
                {
                    Take(story, move);
                    foreach (var name in story.Told)
                        seen[name] = true;
                }
            }, iter: Sequences, threads: 2);
        }

        Assert.Equal(StoredNames.ByType.Values.Order(), seen.Keys.Order());
    }

    [Fact]
    public void Deciding_Twice_GivesTheSameBytes() => Sequence.Sample(moves =>
    {
        var story = new Story(options: Low);
        foreach (var move in moves)
        {
            story.Now += move.After;
            var (state, input) = (story.State, move.In(story.State));
            var (once, again) = (SessionEngine.Decide(state, input, story.Context), SessionEngine.Decide(state, input, story.Context));

            Assert.Equal(Bytes(once), Bytes(again));
            Assert.Equal(once.State.Text(), again.State.Text());
            Assert.Equal(once.Rejection?.Code, again.Rejection?.Code);
            Assert.Equal(once.Rejection?.Message, again.Rejection?.Message);
            story.Take(input);
        }
    }, iter: Sequences / 2, threads: 2);

    [Fact]
    public void Checkpoint_WithTheTailBehindIt_IsTheWholeFold() => Gen.Select(Sequence, Gen.Int[0, 79]).Sample((moves, at) =>
    {
        var story = new Story(options: Low);
        // The conversation of a checkpoint may be further on than its fold.
        var (fold, saved) = (SessionState.Empty, (SavedSession?)null);
        for (var i = 0; i < moves.Length; i++)
        {
            if (i == at % moves.Length)
                saved = JournalCodec.DecodeCheckpoint(new JournalCheckpoint(fold.Position, JournalCodec.EncodeCheckpoint(fold, story.Conversation)));
            fold = story.State;
            Take(story, moves[i]);
        }

        var resumed = Assert.IsType<SavedSession>(saved).State;
        foreach (var entry in story.Records.SelectMany(JournalCodec.Decode).Where(entry => entry.Place.Position >= saved!.State.Position))
        {
            resumed = SessionEngine.Apply(resumed, entry);
            saved!.Conversation!.Add(entry);
        }
        Assert.Equal(story.State.Text(), resumed.Text());
        Assert.Equal(story.Conversation.Text(), saved!.Conversation!.Text());
    }, iter: Sequences / 2, threads: 2);

    [Fact]
    public void Deciding_ComesToRest_UntilALaterTime() => Sequence.Sample(moves =>
    {
        var story = new Story(options: Low);
        foreach (var move in moves)
        {
            Take(story, move);
            // A refusal says nothing at all, not even that time has passed.
            if (story.Refusal is not null)
                story.Take(null);
            var (wake, position) = (story.NextWake, story.State.Position);

            Assert.True(wake is null || wake > story.Now, $"{wake} is not after {story.Now}.");
            Assert.Empty(story.Take(null).Told);
            Assert.Equal(position, story.State.Position);
        }
    }, iter: Sequences / 2, threads: 2);

    [Fact]
    public void Ended_IsFinal() => Sequence.Sample(moves =>
    {
        var story = new Story(options: Low);
        Dictionary<RunKey, RunStatus> ended = [];
        foreach (var move in moves)
        {
            Take(story, move);
            foreach (var run in RunViews.All(story.State, Story.Session.Session))
            {
                if (ended.TryGetValue(run.Id.Key, out var status))
                    Assert.Equal(status, run.Status);
                else if (run.Status.HasEnded())
                    ended.Add(run.Id.Key, run.Status);
            }
        }
    }, iter: Sequences / 2, threads: 2);

    private static void Take(Story story, Move move)
    {
        story.Now += move.After;
        story.Take(move.In(story.State));
    }

    private static byte[] Bytes(Decision decision)
    {
        if (decision.Entries.Count == 0)
            return [];
        var bytes = new ArrayBufferWriter<byte>();
        JournalCodec.Encode(decision.Entries, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
