using System.Text.Json;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Driving;

/// <summary>How a case is played, and what is expected of it.</summary>
/// <param name="Id">Its id in <c>cases.tsv</c>; for a variant, an id of its own.</param>
/// <param name="Expect">Checks what becomes of the run. Called once the run is created.</param>
internal sealed record ModelCase(string Id, Func<Scene, Task> Expect)
{
    private readonly string? file;

    /// <summary>The case whose file the endpoint sends.</summary>
    /// <value>Default <see cref="Id"/>.</value>
    public string File
    {
        get => file ?? Id;
        init => file = value;
    }

    /// <summary>Whether it is a variant that <c>cases.tsv</c> does not have.</summary>
    public bool IsVariant => file is not null;

    /// <summary>Makes the file's answer what goes out, if a file cannot show it as it is.</summary>
    public Func<RawAnswer, RawAnswer> Adjust { get; init; } = answer => answer;

    /// <summary>Selects the answer to a request: the file's, or another.</summary>
    /// <value>Default the file's to all.</value>
    public Func<SeenRequest, RawAnswer, RawAnswer> Answer { get; init; } = (_, fromFile) => fromFile;

    /// <summary>What the endpoint does not accept about a request's body; null if it accepts the body.</summary>
    public Func<JsonElement, string?> Object { get; init; } = _ => null;

    /// <summary>The status of its refusal.</summary>
    public int ObjectionStatus { get; init; } = 400;

    /// <summary>The settings of its model besides address and name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The agent's tools.</summary>
    public Func<Func<string, Uri>, IEnumerable<object>> AgentTools { get; init; } = Driving.AgentTools.All;

    /// <summary>How its HTTP tools answer.</summary>
    public CaseTools Tools { get; init; } = new();

    /// <summary>The limits of the run; null for the service's defaults.</summary>
    public object? Limits { get; init; }
}
