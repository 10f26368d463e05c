using System.Text.Json;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>A tool call whose pieces are coming in.</summary>
/// <param name="index">The index of its first piece; null if that had none.</param>
/// <param name="isDoubtful">Whether it may be the call before it, named once more: then it counts only if arguments follow.</param>
internal sealed class OpenCall(long? index, bool isDoubtful)
{
    private PiecedText arguments = new();
    private bool? isWhole;
    private char last;

    public long? Index => index;

    public bool IsDoubtful => isDoubtful;

    public string Id { get; private set; } = "";

    public string Name { get; private set; } = "";

    public ProviderMembers Members { get; } = new();

    /// <summary>The event that its last piece came in.</summary>
    public int Event { get; private set; }

    /// <summary>Whether any arguments came; blanks are none.</summary>
    public bool HasArguments => last != '\0';

    public string Arguments => arguments.ToString();

    /// <summary>The length of <see cref="Arguments"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the arguments so far are one JSON object.</summary>
    /// <remarks>Only what ends like an object is parsed: a server that names the call with each piece would have all of it parsed each time.</remarks>
    public bool IsWhole => isWhole ??= last == '}' && ToolArguments.AreObject(Arguments);

    /// <summary>Whether the arguments are whole and no placeholder: some servers send <c>{}</c> first and the arguments after it.</summary>
    public bool IsSettled => IsWhole && !IsEmptyObject;

    private bool IsEmptyObject => Arguments.AsSpan().Trim() is ['{', .. var inside, '}'] && inside.IsWhiteSpace();

    /// <summary>Adds a piece that belongs to this call.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="tools">The names of the tools that the model was given.</param>
    /// <param name="number">The event that it came in.</param>
    public void Add(CallPiece piece, IReadOnlySet<string> tools, int number)
    {
        Event = number;
        if (Id.Length == 0)
            Id = piece.Id;
        if (piece.Name.Length > 0)
            Name = Join(piece.Name, tools) ?? Name;
        AddArguments(piece.Arguments, piece.IsWhole);
        foreach (var (name, value) in piece.Members ?? [])
            Members.Set(name, value);
        if (piece.FunctionMembers is { } members)
            Members.AddBelow("function", members);
    }

    /// <summary>Adds what is left of this call and was taken for a call of its own.</summary>
    public void AddRest(OpenCall nameless) => AddArguments(nameless.Arguments, comesWhole: false);

    /// <summary>Whether a piece of a name can be of this call's name.</summary>
    public bool MayBeNamed(string piece, IReadOnlySet<string> tools) => Join(piece, tools) is not null;

    /// <summary>Whether arguments only repeat this call's, which are whole, maybe written in another way.</summary>
    public bool IsRepeatedBy(string piece) => ToolArguments.AreObject(piece) && JsonElement.DeepEquals(JsonElement.Parse(Arguments), JsonElement.Parse(piece));

    /// <summary>Whether arguments hold this call's and more: a server that sends the arguments so far instead of the next piece.</summary>
    /// <remarks>No piece of a JSON object starts like the object itself: after <c>{</c> comes a name or the end.</remarks>
    public bool IsCoveredBy(string piece)
    {
        var known = Arguments.AsSpan().Trim();
        return known is ['{', ..] && (piece.AsSpan().TrimStart().StartsWith(known, StringComparison.Ordinal) || (IsEmptyObject && piece.AsSpan().TrimStart() is ['{', ..]));
    }

    /// <summary>The name with a piece; null if the piece is of another name.</summary>
    private string? Join(string piece, IReadOnlySet<string> tools)
    {
        if (Name.Length == 0 || Name == piece)
            return piece;
        if (HasArguments)
            return null;
        var joined = Name + piece;
        if (tools.Contains(joined) || (!tools.Contains(Name) && tools.Any(tool => tool.StartsWith(joined, StringComparison.Ordinal))))
            return joined;
        // The name so far instead of its next piece.
        return !tools.Contains(Name) && piece.StartsWith(Name, StringComparison.Ordinal) ? piece : null;
    }

    private void AddArguments(string piece, bool comesWhole)
    {
        if (piece.Length == 0)
            return;
        // Only a piece that starts like an object can hold the arguments so far, or repeat them: the others, which are most, are not compared with them.
        var startsObject = piece.AsSpan().TrimStart() is ['{', ..];
        if (HasArguments && (comesWhole || (startsObject && (IsCoveredBy(piece) || (IsWhole && ToolArguments.AreObject(piece))))))
            (arguments, Length) = (new PiecedText(), 0);
        arguments.Append(piece);
        Length += piece.Length;
        isWhole = null;
        var end = piece.AsSpan().TrimEnd();
        if (end.Length > 0)
            last = end[^1];
    }
}
