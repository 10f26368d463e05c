using AgentGrains.Replay.Checks;
using AgentGrains.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Replay;

/// <summary>All recordings through the real server: what comes out is what was recorded, whatever happens on the way.</summary>
public sealed class ReplayTests(ITestOutputHelper output)
{
    private const int AtOnce = 50;
    private const int KillsAtLeast = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Recordings_Undisturbed_ArePlayedAsRecorded()
    {
        const int seed = 1;
        await using var scene = await Scene.StartAsync();
        using var patience = Limit();
        var played = await scene.PlayAsync(new PlaySettings(LookUpsAreRead: true, ToolTimeoutMs: 30_000), AtOnce, seed, patience.Token);

        Verify(scene, played, $"seed {seed}");
        Assert.Equal(played.Sum(one => one.Recording.Messages.Count(message => message.Role == "assistant")), scene.Models.Asked.Count);
        Assert.Equal(played.Sum(one => one.Recording.Calls.Count), scene.Tools.Requests.Count);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Recordings_AnswersDisturbed_ArePlayedAsRecorded(int seed)
    {
        var disturbed = new DisturbanceOptions { Seed = seed, Probability = 0.2, LateBy = TimeSpan.FromSeconds(2), RetryAfterSeconds = 0 };
        await using var scene = await Scene.StartAsync(disturbed);
        using var patience = Limit();
        var played = await scene.PlayAsync(new PlaySettings(LookUpsAreRead: false, ToolTimeoutMs: 1000), AtOnce, seed, patience.Token);

        Verify(scene, played, $"seed {seed}");
        foreach (var kind in disturbed.Kinds)
            Assert.True(scene.Models.Counts.GetValueOrDefault(kind) > 0 && scene.Tools.Counts.GetValueOrDefault(kind) > 0, $"Seed {seed} never brought {kind} about.");
    }

    [Fact]
    public async Task Recordings_ServerKilledAtRandom_ArePlayedAsRecorded()
    {
        const int seed = 21;
        await using var scene = await Scene.StartAsync();
        using var patience = Limit();
        var killer = new Killer(scene.Server, scene.Progress, seed);
        // Fewer events than there are: the last kill still finds work under way.
        var events = scene.Recordings.Sum(recording => recording.Messages.Count * 2);
        var killing = killer.KillAsync(KillsAtLeast, events, patience.Token);
        var played = await scene.PlayAsync(new PlaySettings(LookUpsAreRead: true, ToolTimeoutMs: 30_000), AtOnce, seed, patience.Token);
        await killing;

        Verify(scene, played, $"seed {seed}, {killer.Kills} kills");
        Assert.InRange(killer.Kills, KillsAtLeast, int.MaxValue);
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }

    private void Verify(Scene scene, IReadOnlyList<PlayedConversation> played, string how)
    {
        var acknowledgements = new AcknowledgementCheck(scene.Models, scene.Tools);
        var violations = played
            .SelectMany(one => TranscriptCheck.Violations(one).Concat(EventCheck.Violations(one)).Concat(acknowledgements.Violations(one)).Select(violation => $"{one.Recording.Id}: {violation}"))
            .Concat(scene.Tools.Mismatches)
            .Concat(scene.Models.Mismatches.Where(mismatch => !IsFarewell(mismatch, scene.Recordings)))
            .ToList();
        output.WriteLine($"{how}: {played.Count} recordings, {played.Sum(one => one.Runs.Count)} runs, {played.Sum(one => one.Seen.Count)} events over {played.Sum(one => one.Connections)} connections, "
            + $"{played.Sum(one => one.Seen.Count(item => item.Type == "step.retrying"))} attempts again, {scene.Models.Requests} model and {scene.Tools.Requests.Count} tool requests, "
            + $"{scene.Api.Retries} requests of the client again, {scene.Server.Starts} starts");
        Assert.True(violations.Count == 0, $"{how}: {violations.Count} violations, of which the first:\n{string.Join('\n', violations.Take(20))}\nThe server wrote:\n{scene.Server.Output}");
    }

    /// <summary>Whether the model was asked for an answer to a customer's last word, to which the recorded agent said nothing.</summary>
    private static bool IsFarewell(string mismatch, IReadOnlyList<Trajectory> recordings) => recordings.Any(recording =>
        recording.Messages[^1].Role == "user" && mismatch.StartsWith($"{recording.Id} has ended", StringComparison.Ordinal));
}
