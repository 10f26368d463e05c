using AgentGrains.Harness.Files;
using AgentGrains.Harness.Replay.Checks;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay;

/// <summary>All recordings through a real service: what comes out is what was recorded, whatever happens on the way.</summary>
public abstract class ReplaySuite(ITestOutputHelper output)
{
    private const int KillsAtLeast = 20;

    /// <summary>How many recordings are played at once.</summary>
    protected abstract int AtOnce { get; }

    /// <summary>How long all of them may take.</summary>
    protected abstract TimeSpan Patience { get; }

    /// <summary>How the service under test starts.</summary>
    protected abstract StartService Start { get; }

    /// <summary>How answers are disturbed while processes are killed; null for not at all.</summary>
    protected virtual DisturbanceOptions? WhileKilled => null;

    [Fact]
    public async Task Recordings_Undisturbed_ArePlayedAsRecorded()
    {
        const int seed = 1;
        await using var scene = await StartAsync();
        using var patience = Limit();
        var played = await scene.PlayAsync(PlaySettings.Patient, AtOnce, seed, patience.Token);

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
        await using var scene = await StartAsync(disturbed);
        using var patience = Limit();
        var played = await scene.PlayAsync(PlaySettings.Impatient, AtOnce, seed, patience.Token);

        Verify(scene, played, $"seed {seed}");
        foreach (var kind in disturbed.Kinds)
            Assert.True(scene.Models.Counts.GetValueOrDefault(kind) > 0 && scene.Tools.Counts.GetValueOrDefault(kind) > 0, $"Seed {seed} never brought {kind} about.");
    }

    [Fact]
    public async Task Recordings_ServerKilledAtRandom_ArePlayedAsRecorded()
    {
        const int seed = 21;
        await using var scene = await StartAsync(WhileKilled);
        using var patience = Limit();
        var killer = new Killer(scene.Service.Servers, scene.Progress, seed);
        // Fewer events than there are: the last kill still finds work in flight.
        var events = scene.Recordings.Sum(recording => recording.Messages.Count * 2);
        var killing = killer.KillAsync(KillsAtLeast, events, patience.Token);
        var played = await scene.PlayAsync(PlaySettings.Patient, AtOnce, seed, patience.Token);
        await killing;

        Verify(scene, played, $"seed {seed}, {killer.Kills} kills");
        Assert.InRange(killer.Kills, KillsAtLeast, int.MaxValue);
    }

    private Task<Scene> StartAsync(DisturbanceOptions? disturbed = null) => Scene.StartAsync(AirlineRecordings.Load(), Start, disturbed);

    private CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }

    private void Verify(Scene scene, IReadOnlyList<PlayedConversation> played, string how)
    {
        var acknowledgements = new AcknowledgementCheck(scene.Models, scene.Tools);
        var violations = played
            .SelectMany(one => TranscriptCheck.Violations(one).Concat(EventCheck.Violations(one)).Concat(acknowledgements.Violations(one)).Concat(acknowledgements.Late(one)).Select(violation => $"{one.Recording.Id}: {violation}"))
            .Concat(scene.Tools.Mismatches)
            .Concat(scene.Models.Mismatches.Where(mismatch => !IsFarewell(mismatch, scene.Recordings)))
            .ToList();
        output.WriteLine($"{how}: {played.Count} recordings, {played.Sum(one => one.Runs.Count)} runs, {played.Sum(one => one.Seen.Count)} events over {played.Sum(one => one.Connections)} connections, "
            + $"{played.Sum(one => one.Seen.Count(item => item.Type == "step.retrying"))} attempts again, {scene.Models.Requests} model and {scene.Tools.Requests.Count} tool requests, "
            + $"{scene.Api.Retries} requests of the client again, {scene.Service.Servers.Sum(server => server.Starts)} starts");
        Assert.True(violations.Count == 0, $"{how}: {violations.Count} violations, of which the first:\n{string.Join('\n', violations.Take(20))}\nThe service wrote:\n{scene.Service.Output}");
    }

    /// <summary>Whether the model was asked for an answer to a customer's last word, to which the recorded agent said nothing.</summary>
    private static bool IsFarewell(string mismatch, IReadOnlyList<Trajectory> recordings) => recordings.Any(recording =>
        recording.Messages[^1].Role == "user" && mismatch.StartsWith($"{recording.Id} has ended", StringComparison.Ordinal));
}
