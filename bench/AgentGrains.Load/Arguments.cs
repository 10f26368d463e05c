using System.Diagnostics.CodeAnalysis;

namespace AgentGrains.Load;

/// <summary>What the command line says.</summary>
/// <param name="Server">The server's program: a dll, or what ships.</param>
/// <param name="Baseline">The program of the server that it is compared with; null for none.</param>
/// <param name="Figures">The figures to measure; empty means all.</param>
internal sealed record Arguments(string Server, string? Baseline, IReadOnlyList<string> Figures)
{
    public static bool TryRead(string[] args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? mistake)
    {
        (arguments, mistake) = (null, null);
        string? server = null, baseline = null;
        var figures = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is not ("--server" or "--baseline"))
                figures.Add(args[i]);
            else if (i + 1 == args.Length)
                mistake = $"{args[i]} has no path.";
            else if (args[i] == "--server")
                server = Path.GetFullPath(args[++i]);
            else
                baseline = Path.GetFullPath(args[++i]);
        }
        if (mistake is not null)
            return false;
        if (server is null)
            mistake = "--server is missing.";
        else if (!File.Exists(server))
            mistake = $"{server} is not there.";
        else if (baseline is not null && !File.Exists(baseline))
            mistake = $"{baseline} is not there.";
        else
            arguments = new Arguments(server, baseline, figures);
        return mistake is null;
    }
}
