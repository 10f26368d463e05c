using System.Text.RegularExpressions;
using static AgentGrains.Conventions.Limits.Constant;

namespace AgentGrains.Conventions.Limits;

/// <summary>The limits that are documented are those of the code.</summary>
public sealed partial class LimitsDocumentTests
{
    /// <summary>What each row says, made from the constants behind it; all of it has to stand in the row.</summary>
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["body"] = [Size("Api.Json.RequestBody.MaxBytes")],
        ["agent definition, as it is stored"] = [Size("Core.Agents.AgentValidator.MaxDefinitionBytes")],
        ["description of an agent or a tool"] = [Count("Core.Agents.AgentValidator.MaxDescriptionLength"), Count("Core.Agents.ToolValidator.MaxDescriptionLength")],
        ["tools of an agent"] = [Count("Core.Agents.AgentValidator.MaxTools")],
        ["address of an HTTP tool"] = [Count("Core.Agents.ToolValidator.MaxUrlLength")],
        ["headers of an HTTP tool"] =
            [Count("Core.Agents.HeaderValidator.MaxHeaders"), $"names of {Count("Core.Agents.HeaderValidator.MaxNameLength")}", $"values of {Count("Core.Agents.HeaderValidator.MaxValueLength")}"],
        ["JSON Schema of a tool"] = [Size("Core.Agents.SchemaValidator.MaxBytes"), $"{Count("Core.Agents.SchemaValidator.MaxDepth")} levels"],
        ["instructions"] = [Size("Core.Agents.AgentValidator.MaxInstructionsBytes")],
        ["metadata"] =
            [
                $"{Count("Core.Agents.MetadataValidator.MaxPairs")} entries", $"keys of {Count("Core.Agents.MetadataValidator.MaxKeyLength")}",
                $"values of {Count("Core.Agents.MetadataValidator.MaxValueLength")}",
            ],
        ["messages of a run's input"] = [Count("Api.Runs.RunInput.MaxMessages"), Size("Api.Messages.ContentValidator.MaxTextBytes")],
        ["parts of a message"] = [Count("Api.Messages.ContentValidator.MaxParts"), Size("Api.Messages.ContentValidator.MaxFileBytes"), Count("Api.Messages.ContentValidator.MaxUrlLength")],
        ["`model_parameters`"] =
            [
                Count("Core.Agents.ModelParametersValidator.MostOutputTokens"), $"{Count("Core.Agents.ModelParametersValidator.MaxStops")} `stop`",
                Count("Core.Agents.ModelParametersValidator.MaxStopLength"), $"{Count("Core.Agents.ModelParametersValidator.MaxHeaders")} `extra_headers`",
                Size("Core.Agents.ModelParametersValidator.MaxExtraBodyBytes"),
            ],
        ["schema of a `response_format`"] =
            [
                $"{Count("Models.ChatCompletions.SchemaGraph.MaxChain")} subschemas", $"an answer {Time("Models.ChatCompletions.AnswerSchema.MaxEvaluation")}",
                $"a pattern {Time("Models.ChatCompletions.SchemaGraph.MaxMatch")}",
            ],
        ["name of a signal; id of a signal, a message or a tool result"] = [$"1 to {Count("Api.Runs.RunInputEndpoints.MaxNameLength")}"],
        ["a request's claim of its `Idempotency-Key`"] = [$"{Time("Api.Idempotency.RequestOwner.Longest")} at most"],
        ["`Idempotency-Key`"] = [$"1 to {Count("Api.Idempotency.IdempotencyMiddleware.MaxKeyLength")}", $"kept {Time("Api.Idempotency.IdempotencySweep.Kept").Replace("2 days", "48 h", StringComparison.Ordinal)}"],
        ["`Prefer: wait`"] = [$"{Count("Api.Parameters.Preference.MaxWaitSeconds")} s"],
        ["list page"] = [$"1 to {Count("Api.Parameters.Query.MaxLimit")}", $"default {Count("Api.Parameters.Query.DefaultLimit")}"],
        ["runs in a session's queue"] = [Count("Core.Sessions.SessionState.MaxQueued")],
        ["text in an entry"] = [Size("Core.Journals.Content.MaxInlineBytes")],
        ["images and files of one prompt"] = [Size("Core.Conversations.Prompt.MaxDataBytes")],
        ["inputs in one append"] = [Count("Runtime.Sessions.SessionOwner.MaxInputsPerAppend")],
        ["one append"] = [Size("Core.Stores.JournalAppend.MaxContentBytes")],
        ["steps of a run"] = [$"default {Count("Core.Agents.RunLimits.DefaultMaxSteps")}", $"at most {Count("Core.Agents.LimitsValidator.MostSteps")}"],
        ["duration, tokens, cost of a run"] = [Time("Core.Agents.LimitsValidator.MostDurationMs").Replace("365 days", "at most a year", StringComparison.Ordinal)],
        ["context"] = ["default none"],
        ["attempts of a step"] = [Count("Core.Sessions.EngineOptions.MaxAttempts")],
        ["attempts of a model call whose answers are broken, empty or reasoning only"] = [Count("Core.Sessions.EngineOptions.MaxBadAnswers")],
        ["a model or tool that is throttled (429), down (502 to 504, for a model every 5xx) or not reachable"] = [Time("Core.Sessions.EngineOptions.MaxStall")],
        ["delay between attempts while throttled or down"] = [Time("Core.Sessions.EngineOptions.StallMaxDelay")],
        ["silence of a model: before the first byte and between two"] = [Time("Models.ModelOptions.TimeoutMs"), $"to {Time("Models.ModelConfiguration.MaxTimeoutMs")}"],
        ["one attempt of a model call as a whole"] = [Time("Models.ModelOptions.TotalTimeoutMs"), $"up to {Time("Models.ModelConfiguration.MaxTotalTimeoutMs")}"],
        ["a model that has said its finish reason and does not end"] = [Time("Models.ChatCompletions.AttemptClock.EndGrace")],
        ["a model's circuit on a host"] =
            [
                $"{Count("Models.ModelCircuit.OpensAfterRuns")} runs", $"after {Time("Models.ModelCircuit.FirstDelay")}", $"to {Time("Models.ModelCircuit.LongestDelay")}",
                $"`Retry-After` up to {Time("Models.ModelCircuit.LongestRetryAfter")}",
            ],
        ["polls of one `http_wait`"] = [Count("Core.Sessions.Steps.HttpWaitTool.MaxPolls"), Time("Core.Sessions.Steps.HttpWaitTool.MinIntervalMs")],
        ["one poll of `http_wait`"] = [Time("Tools.HttpWaitExecutor.PollTimeout")],
        ["places of the newest records in memory, for each open file"] = [Count("Storage.Sqlite.Journals.RecordPlaces.MaxRecent")],
        ["malformed arguments that are repeated to the model"] = [Count("Core.Sessions.Steps.ToolTurns.MaxRepeated")],
        ["delay between attempts"] =
            [
                Time("Core.Sessions.EngineOptions.RetryBaseDelay"), $"to {Time("Core.Sessions.EngineOptions.RetryMaxDelay")}", $"`Retry-After` up to {Time("Core.Sessions.EngineOptions.RetryAfterMax")}",
            ],
        ["take-overs without a completed step; a poll of `http_wait` counts as one while nothing else is in flight"] = [Count("Core.Sessions.EngineOptions.MaxTakeovers")],
        ["tool calls of one message"] = [Count("Core.Sessions.EngineOptions.MaxParallelTools")],
        ["a sleep or a wait"] = [Time("Core.Sessions.EngineOptions.MaxWait")],
        ["signals kept"] = [Count("Core.Sessions.Steps.SendSignal.MaxKept")],
        ["steps of unknown outcome whose late result is noted"] = [$"the newest {Count("Core.Sessions.SessionState.GivenUpKept")}"],
        ["an erased session remembered, so that nothing of it is listed again"] = [Time("Core.Stores.IVisibilityStore.ErasedKept")],
        ["inputs of runs remembered (messages, signals, tool results, decisions)"] = [$"the newest {Count("Core.Sessions.SessionState.TakenKept")}"],
        ["grace of a cancelled run for tools that must not be cut off"] = [Time("Core.Sessions.EngineOptions.CancelGrace")],
        ["model answer"] = [Size("Grains.GrainsOptions.MaxAnswerBytes")],
        ["tool result"] = [Size("Tools.ToolResult.MaxBytes")],
        ["HTTP tool"] = [Time("Tools.HttpToolExecutor.DefaultTimeoutMs"), $"to {Time("Core.Agents.ToolValidator.MostTimeoutMs")}"],
        ["checkpoint"] = [$"every {Count("Runtime.Sessions.SessionServices.DefaultCheckpointEvery")}"],
        ["model calls, tool calls at once"] = [$"{Count("Grains.GrainsOptions.MaxModelCalls")}, {Count("Grains.GrainsOptions.MaxToolCalls")}"],
        ["writes that wait for one tenant's file"] = [Count("Storage.Sqlite.Files.GroupWriter.MaxWaiting")],
        ["tenants' files that stay open"] = [Count("Storage.Sqlite.SqliteStorageOptions.MaxOpenTenants")],
        ["buffer of an event stream"] = [Count("Grains.Sessions.TailChannels.BufferSize")],
        ["time to finish effects when stopping"] = [Time("Grains.GrainsOptions.DrainGrace")],
        ["idle session in memory"] = [Time("Grains.GrainsOptions.IdleAfter")],
        ["heartbeat of a running session"] = [Time("Runtime.Sessions.SessionHost.Heartbeat").Replace("1 min", "60 s", StringComparison.Ordinal), Time("Runtime.WakeUps.WakeUpKeeper.WaitingHeartbeat")],
        ["look of a wake-up shard"] = [$"every {Time("Grains.GrainsOptions.WakeUpPoll")}", $"{Count("Runtime.WakeUps.WakeUpShard.MaxRows")} rows"],
        ["sessions a wake-up shard calls at once"] = [Count("Runtime.WakeUps.WakeUpShard.MaxCallsAtOnce")],
        ["requests in flight, except those that only wait"] = [Count("Api.Probes.AdmissionOptions.MaxRequests")],
        ["requests that wait at once, for events or with `Prefer: wait`"] = [Count("Api.Probes.AdmissionOptions.MaxWaiting")],
        ["model and tool calls queued or in flight"] = [Count("Server.Lifecycle.LifecycleSettings.MaxEffects")],
        ["memory in use"] = [$"{Count("Server.Lifecycle.LifecycleSettings.MaxMemoryPercent")} %"],
        ["a call that looks for its session's host"] = [Time("Grains.Sessions.SessionCalls.Patience")],
        ["an event stream asks how far its session is"] =
            [$"every {Time("Grains.Sessions.SessionTail.Renewal")}", $"at most once in {Time("Grains.Sessions.SessionTail.LeastRenewal")}"],
        ["captured content"] = [Size("Grains.Telemetry.TelemetryOptions.MaxContentLength")],
        ["links of a run's span"] = [$"the newest {Count("Core.Sessions.RunState.ResumptionsKept")}"],
        ["sessions called at once whose owner broke, by a store that failed"] =
            [Count("Runtime.Sessions.BrokenSessions.MaxCallsAtOnce"), $"doubling to {Time("Runtime.Sessions.BrokenSessions.LongestDelay")}"],
        ["processes on a data folder"] = ["1"],
        ["a record or a checkpoint in its row"] = [Size("Storage.Azure.Connections.RowContent.MaxInlineBytes")],
        ["state of one Orleans grain"] = [Size("Storage.Azure.GrainState.GrainStateRow.MaxBytes")],
        ["one try of a call"] = [Time("Storage.Azure.AzureStorageOptions.TryTimeout")],
        ["tries of a call"] = [$"{Count("Storage.Azure.AzureStorageOptions.MaxRetries")} more", "200 ms"],
        ["headers, list rows and wake-ups remembered"] =
            [
                Count("Storage.Azure.Journals.JournalWriter.MaxRemembered"), Count("Storage.Azure.Visibility.ListWriter.MaxRemembered"), Count("Storage.Azure.WakeUps.AzureWakeUpStore.MaxRemembered"),
            ],
        ["a silo that gives no sign of life"] = [$"{Count("Server.Cluster.ClusterSettings.MissedProbes")} in a row", $"every {Time("Server.Cluster.ClusterSettings.ProbeEvery")}"],
        ["looks of a write at rows that others change meanwhile"] =
            [Count("Storage.Azure.Connections.StoreFailures.MaxLooks"), $"at its header, {Count("Storage.Azure.Journals.JournalWriter.MaxLooks")}"],
        ["clocks of silos apart"] = ["5 min"],
    };

    [Fact]
    public void EachRow_SaysWhatTheCodeGoesBy() =>
        Expect.None(from row in Rows()
                    from value in Expected.GetValueOrDefault(row.Limit, [])
                    where !Regex.IsMatch(row.Text, $@"(?<![\d,.]){Regex.Escape(value)}(?![\d,.]*\d)")
                    select $"'{row.Limit}' does not say {value}: {row.Text}");

    [Fact]
    public void Rows_AreThoseThatAreChecked() => Assert.Equal(Expected.Keys.Order(), Rows().Select(row => row.Limit).Order());

    private static IEnumerable<(string Limit, string Text)> Rows() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "limits.md"))
        let row = Row().Match(line)
        where row.Success && row.Groups[1].Value != "limit"
        select (row.Groups[1].Value, row.Groups[2].Value);

    // A limit has three columns; what is not a limit but a default has two.
    [GeneratedRegex(@"^\| ([^|-][^|]*) \| ([^|]+ \| [^|]+) \|$")]
    private static partial Regex Row();
}
