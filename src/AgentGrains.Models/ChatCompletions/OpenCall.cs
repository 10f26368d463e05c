using System.Text;
using System.Text.Json;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>A tool call whose pieces are coming in.</summary>
/// <param name="index">The index of its first piece; null if that had none.</param>
/// <param name="isDoubtful">Whether it may be the call before it, named once more: then it counts only if arguments follow.</param>
internal sealed class OpenCall(long? index, bool isDoubtful)
{
    // All pieces one after the other are at most so much longer than the arguments that they are the pieces of.
    private const int MostJoined = 4;

    private PiecedText arguments = new();
    private PiecedText? joined;
    private int joinedLength;
    private bool isCumulative;
    private string? text;
    private bool? isWhole;
    private char last;
    private HashSet<string>? otherIds;

    public long? Index => index;

    public bool IsDoubtful => isDoubtful;

    public string Id { get; private set; } = "";

    public string Name { get; private set; } = "";

    public ProviderMembers Members { get; } = new();

    /// <summary>The event that its last piece came in.</summary>
    public int Event { get; private set; }

    /// <summary>Whether nothing came of it that says anything: some servers send an empty call with a text.</summary>
    public bool IsNothing => Id.Length == 0 && Name.Length == 0 && !HasArguments;

    /// <summary>Whether any arguments came; blanks are none.</summary>
    public bool HasArguments => last != '\0';

    /// <summary>The arguments so far. A piece that seemed to hold those before it may only nest an object that starts like them: then all pieces one after the other are whole.</summary>
    public string Arguments => text ??= joined is not null && !ToolArguments.AreObject(arguments.ToString()) && ToolArguments.AreObject(joined.ToString()) ? joined.ToString() : arguments.ToString();

    /// <summary>The length of what is kept of the arguments.</summary>
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
        AddId(piece.Id);
        if (piece.Name.Length > 0)
            Name = Join(piece.Name, tools) ?? Name;
        AddArguments(piece.Arguments, piece.IsWhole, isCertain: true);
        foreach (var (name, value) in piece.Members ?? [])
            Members.Set(name, value);
        if (piece.FunctionMembers is { } members)
            Members.AddBelow("function", members);
    }

    /// <summary>Adds what is left of this call and was taken for a call of its own. If both are whole, it may be a call of its own after all: then neither is executed.</summary>
    public void AddRest(OpenCall nameless)
    {
        if (!IsRepeatedBy(nameless.Arguments))
            AddArguments(nameless.Arguments, comesWhole: false, isCertain: false);
    }

    /// <summary>Whether one of this call's pieces had this id.</summary>
    public bool HasId(string id) => id.Length > 0 && (Id == id || otherIds?.Contains(id) == true);

    /// <summary>Whether a piece of a name can be of this call's name.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="tools">The names of the tools that the model was given.</param>
    /// <param name="mayBeUnknown">Whether it can be of the name of no tool: a model may invent one whose last piece is a tool's name.</param>
    public bool MayBeNamed(string piece, IReadOnlySet<string> tools, bool mayBeUnknown) =>
        Join(piece, tools) is { } name && (mayBeUnknown || name == piece || tools.Any(tool => tool.StartsWith(name, StringComparison.Ordinal)));

    /// <summary>Whether arguments only repeat this call's, if these are whole, maybe written in another way.</summary>
    public bool IsRepeatedBy(string piece)
    {
        if (!IsWhole || !ToolArguments.AreObject(piece))
            return false;
        try
        {
            return JsonElement.DeepEquals(JsonElement.Parse(Encoding.UTF8.GetBytes(Arguments)), JsonElement.Parse(Encoding.UTF8.GetBytes(piece)));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is valid JSON and no text: it can only be compared as it was written.
            return Arguments.AsSpan().Trim().SequenceEqual(piece.AsSpan().Trim());
        }
    }

    /// <summary>Whether arguments hold this call's and more: a server that sends the arguments so far instead of the next piece.</summary>
    /// <remarks>A piece of a JSON object starts like the object itself only if it nests one of the same members. <see cref="Arguments"/> has the reading that is whole.</remarks>
    public bool IsCoveredBy(string piece)
    {
        var known = Arguments.AsSpan().Trim();
        return known is ['{', ..] && (piece.AsSpan().TrimStart().StartsWith(known, StringComparison.Ordinal) || (IsEmptyObject && piece.AsSpan().TrimStart() is ['{', ..]));
    }

    /// <summary>Whether the arguments so far and a piece are how an object in JSON starts: also a member's value starts with <c>{</c>.</summary>
    public bool CanContinueWith(string piece)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(Arguments + piece), isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The name with a piece; null if the piece is of another name.</summary>
    private string? Join(string piece, IReadOnlySet<string> tools)
    {
        if (Name.Length == 0 || Name == piece)
            return piece;
        if (HasArguments)
            return null;
        var name = Name + piece;
        if (tools.Contains(name))
            return name;
        if (tools.Contains(Name))
            return null;
        // The name so far instead of its next piece.
        return piece.StartsWith(Name, StringComparison.Ordinal) ? piece : name;
    }

    private void AddId(string id)
    {
        if (Id.Length == 0)
            Id = id;
        else if (id.Length > 0 && id != Id)
            (otherIds ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
    }

    /// <param name="piece">The arguments.</param>
    /// <param name="comesWhole">Whether they came as JSON instead of text.</param>
    /// <param name="isCertain">Whether they are certainly of this call, so that whole ones replace those before.</param>
    private void AddArguments(string piece, bool comesWhole, bool isCertain)
    {
        if (piece.Length == 0)
            return;
        // Only a piece that starts like an object can hold the arguments so far, or repeat them: the others, which are most, are not compared with them.
        var startsObject = piece.AsSpan().TrimStart() is ['{', ..];
        if (HasArguments && (comesWhole || (startsObject && (IsCoveredBy(piece) || (isCertain && IsWhole && ToolArguments.AreObject(piece))))))
            Replace();
        arguments.Append(piece);
        Length += piece.Length;
        Join(piece);
        (text, isWhole) = (null, null);
        var end = piece.AsSpan().TrimEnd();
        if (end.Length > 0)
            last = end[^1];
    }

    /// <summary>Starts the arguments again, and keeps the pieces before in case they are of them after all.</summary>
    private void Replace()
    {
        if (joined is null && !isCumulative && !IsEmptyObject)
            (joined, joinedLength) = (arguments, Length);
        (arguments, Length) = (new PiecedText(), 0);
    }

    private void Join(string piece)
    {
        if (joined is null)
            return;
        joined.Append(piece);
        joinedLength += piece.Length;
        if (joinedLength > MostJoined * Length)
            (joined, isCumulative) = (null, true);
    }
}
