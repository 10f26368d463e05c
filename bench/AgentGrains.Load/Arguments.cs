using System.Diagnostics.CodeAnalysis;

namespace AgentGrains.Load;

/// <summary>What the command line says.</summary>
/// <param name="Server">The server's program, a dll.</param>
/// <param name="Figures">The figures to measure; empty means all.</param>
internal sealed record Arguments(string Server, IReadOnlyList<string> Figures)
{
    public static bool TryRead(string[] args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? mistake)
    {
        (arguments, mistake) = (null, null);
        string? server = null;
        var figures = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] != "--server")
                figures.Add(args[i]);
            else if (++i < args.Length)
                server = Path.GetFullPath(args[i]);
        }
        if (server is null)
            mistake = "--server is missing.";
        else if (!File.Exists(server))
            mistake = $"{server} is not there.";
        else
            arguments = new Arguments(server, figures);
        return mistake is null;
    }
}
