using System.Buffers;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Names of tools in the history, as endpoints accept them: models invent names, and some endpoints reject the whole prompt for one.</summary>
internal static class ToolNames
{
    private const int MaxLength = 64;
    private const string Unknown = "unknown_tool";

    /// <summary>The characters that every endpoint accepts in names and ids.</summary>
    public static readonly SearchValues<char> Legal = SearchValues.Create("_-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The name itself if it is legal; else the tool that it means, such as <c>functions.get_weather</c>; else the name with what is illegal replaced.</summary>
    public static string Sound(string name, IReadOnlyList<ToolDeclaration> tools)
    {
        if (name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Legal))
            return name;
        var last = name[(name.AsSpan().LastIndexOfAnyExcept(Legal) + 1)..];
        foreach (var tool in tools)
        {
            if (tool.Name == last)
                return last;
        }
        var sound = new string([.. name.Take(MaxLength).Select(static sign => Legal.Contains(sign) ? sign : '_')]).Trim('_');
        return sound.Length == 0 ? Unknown : sound;
    }
}
