using System.Globalization;
using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions;

/// <summary>An input that was taken in: it changes nothing when it comes again, also after its run has ended.</summary>
/// <param name="Run">The run that it went to.</param>
/// <param name="Id">What it was, and its id.</param>
public readonly record struct TakenInput(
    [property: JsonPropertyName("r")] RunKey Run,
    [property: JsonPropertyName("id")] string Id)
{
    /// <summary>A message, or a run that became messages of the active one.</summary>
    internal static TakenInput Message(RunKey run, string id) => new(run, MessageId(id));

    /// <summary>A signal.</summary>
    internal static TakenInput Signal(RunKey run, string id) => new(run, "signal/" + id);

    /// <summary>The answer to a client tool, by an id of its own.</summary>
    internal static TakenInput Answer(RunKey run, string id) => new(run, "answer/" + id);

    /// <summary>The answer to a client tool that has no id: the same call, answered with the same.</summary>
    internal static TakenInput AnswerTo(RunKey run, string call, Content content) => new(run, $"call/{call}/{content.Sha256}");

    /// <summary>A pause, a resumption, or the end of a quarantine.</summary>
    internal static TakenInput Control(RunKey run, string id) => new(run, "control/" + id);

    /// <summary>The decision that a held step is tried again.</summary>
    internal static TakenInput Retry(RunKey run, int step, int attempt) => new(run, string.Create(CultureInfo.InvariantCulture, $"retry/{step}/{attempt}"));

    /// <summary>The decision that a held step is not tried again.</summary>
    internal static TakenInput Skip(RunKey run, int step, int attempt) => new(run, string.Create(CultureInfo.InvariantCulture, $"skip/{step}/{attempt}"));

    internal static string MessageId(string id) => "message/" + id;
}
