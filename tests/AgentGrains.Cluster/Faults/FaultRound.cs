using System.Globalization;
using AgentGrains.Cluster.Faults.Checks;
using AgentGrains.Cluster.Faults.Kinds;
using AgentGrains.Cluster.Faults.Load;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Harness.Clusters;
using AgentGrains.Harness.Replay.Checks;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Storage.Azure;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults;

/// <summary>One fault under load, and what the checks say afterwards.</summary>
internal sealed class FaultRound(Fault fault, Scene scene, LocalCluster cluster, IReadOnlyList<Trajectory> conversations, int seed, bool atLength)
{
    private const int AtOnce = 12;

    /// <summary>How many events are seen before the fault comes: all conversations are active then.</summary>
    private const int EventsBefore = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly PlaySettings Settings = new(MadeConversations.EffectOf, ToolTimeoutMs: 30_000);

    public async Task<RoundResult> PlayAsync(CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Patience);
        var started = TimeProvider.System.GetTimestamp();
        var (requestsBefore, refusalsBefore, lossesBefore, retriesBefore) = (scene.Api.Requests, scene.Api.Refusals.Count, scene.Api.Losses, cluster.Front.Retries);
        var (toolMismatches, modelMismatches) = (scene.Tools.Mismatches.Count, scene.Models.Mismatches.Count);

        var progress = new Progress();
        var attendant = new Attendant(scene.Api, scene.Tools, late.Token);
        var player = new Player(scene.Api, scene.Tools, Settings, one =>
        {
            attendant.Saw(one);
            progress.Step();
        });
        var strike = new Strike(cluster, new Random(seed), atLength, late.Token);
        var played = await PlayAsync(new SteadyLoad(player, conversations, seed), strike, progress, late);
        await attendant.WhenDoneAsync();
        await cluster.WhenReadyAsync();

        var journals = await ReadAsync(played, late.Token);
        var entries = journals.SelectMany(journal => JournalCheck.Entries(journal.Records)).Select(placed => placed.Entry).ToList();
        var acknowledgements = new AcknowledgementCheck(scene.Models, scene.Tools);
        var afterwards = played.SelectMany(acknowledgements.Late).ToList();
        var names = played.Select(one => one.Recording.Id).ToHashSet(StringComparer.Ordinal);
        var requests = scene.Tools.Requests.Where(request => names.Contains(request.Recording)).ToList();
        var refusals = scene.Api.Refusals.Skip(refusalsBefore).ToList();
        var result = new RoundResult
        {
            Fault = fault.Name,
            Seed = seed,
            Seconds = Math.Round(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1),
            Conversations = played.Count,
            Runs = played.Sum(one => one.Runs.Count),
            Steps = entries.Count(entry => entry is StepStarted),
            Events = played.Sum(one => one.Seen.Count),
            Streams = played.Sum(one => one.Connections),
            Requests = scene.Api.Requests - requestsBefore,
            Refusals = refusals.Count,
            Losses = scene.Api.Losses - lossesBefore,
            Retries = cluster.Front.Retries - retriesBefore,
            Cuts = played.Sum(one => one.Cuts),
            ToolCalls = requests.Count,
            AttemptsFailed = entries.OfType<AttemptFailed>().Count(),
            AttemptsLost = entries.OfType<AttemptLost>().Count(),
            Held = entries.OfType<StepHeld>().Count(),
            AskedAfterwards = afterwards.Count,
            LongestSilence = LongestSilence(played, strike.StartedAt),
            Noted = strike.Noted,
            WhatRefused = [.. refusals.Distinct().Take(5)],
            Violations =
            [
                .. played.SelectMany(one => TranscriptCheck.Violations(one).Concat(EventCheck.Violations(one)).Concat(acknowledgements.Violations(one)).Select(violation => $"{one.Recording.Id}: {violation}")),
                .. journals.SelectMany(journal => JournalCheck.Violations(journal.Header, journal.Records, journal.Played.Afresh).Select(violation => $"{journal.Played.Recording.Id}, stored: {violation}")),
                .. OnceCheck.Violations(requests, tool => tool == MadeConversations.Once, attendant.TriedAgain),
                .. fault.LeavesOldOwners ? [] : afterwards,
                .. scene.Tools.Mismatches.Skip(toolMismatches), .. scene.Models.Mismatches.Skip(modelMismatches),
            ],
        };
        return fault.GoesUnnoticed ? result with { Violations = [.. result.Violations, .. Noticed(result)] } : result;
    }

    private async Task<IReadOnlyList<PlayedConversation>> PlayAsync(SteadyLoad load, Strike strike, Progress progress, CancellationTokenSource late)
    {
        var striking = StrikeAsync(strike, progress);
        var playing = load.PlayAsync(AtOnce, striking, late.Token);
        // Whichever fails first says why; the other would only run out of time.
        var first = await Task.WhenAny(playing, striking);
        if (!first.IsCompletedSuccessfully)
            await late.CancelAsync();
        await Task.WhenAll(playing, striking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
        await striking;
        return await playing;
    }

    private async Task StrikeAsync(Strike strike, Progress progress)
    {
        await progress.ReachAsync(EventsBefore).WaitAsync(strike.Cancellation);
        await fault.StrikeAsync(strike);
        await cluster.WhenReadyAsync();
    }

    private async Task<List<StoredJournal>> ReadAsync(IReadOnlyList<PlayedConversation> played, CancellationToken cancellation)
    {
        var store = new AzureStorage(new AzureStorageOptions { ConnectionString = cluster.Store.ConnectionString }, new Random(seed)).Journals;
        var journals = new List<StoredJournal>();
        foreach (var one in played)
        {
            var key = SessionKey.Parse($"demo/{one.Session}");
            var header = await store.ReadHeaderAsync(key, cancellation);
            journals.Add(new StoredJournal(one, header, await store.ReadAsync(key, 0, long.MaxValue, cancellation).ToListAsync(cancellation)));
        }
        return journals;
    }

    private static IEnumerable<string> Noticed(RoundResult result)
    {
        if (result.Refusals > 0)
            yield return $"{result.Refusals} requests were refused, among them {result.WhatRefused[0]}";
        if (result.Losses > 0)
            yield return $"{result.Losses} requests got no answer";
        if (result.Retries > 0)
            yield return $"{result.Retries} requests failed at a silo, and were answered by another";
        if (result.AttemptsFailed + result.AttemptsLost + result.Held > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{result.AttemptsFailed} attempts failed, {result.AttemptsLost} were lost, {result.Held} steps were held");
    }

    /// <summary>How many seconds the fault kept the session waiting that waited longest, its own sleeps and the machine's load included.</summary>
    private static double LongestSilence(IEnumerable<PlayedConversation> played, long since) => Math.Round(
        played.Where(one => one.Seen[0].Timestamp < since && one.Seen[^1].Timestamp > since)
            .Select(one => TimeProvider.System.GetElapsedTime(since, one.Seen.First(item => item.Timestamp > since).Timestamp).TotalSeconds).DefaultIfEmpty().Max(), 2);

    private sealed record StoredJournal(PlayedConversation Played, Core.Stores.SessionHeader? Header, IReadOnlyList<Core.Stores.JournalRecord> Records);
}
