using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentGrains.Harness.Files;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>
/// Reads the answers of <c>tests/data/chat-completions</c>. The files show LF for the line ends of the head, and a chunked body without its chunk sizes: only the
/// last chunk is there, as <c>0</c> and two line ends. Here each event is a chunk.
/// </summary>
internal static partial class AnswerFile
{
    private const string Fin = "<<FIN>>";
    private const string LeftOpen = "<<left open>>";
    private const string LastChunk = "0\n\n";
    private const string EventEnd = "\n\n";

    /// <summary>The folder.</summary>
    public static string Folder { get; } = TestFiles.FindFolder("chat-completions");

    /// <summary>The cases that have a file.</summary>
    public static IEnumerable<string> Ids => Directory.EnumerateFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Where(id => id != "cases");

    /// <summary>Reads the answer of a case.</summary>
    /// <exception cref="InvalidDataException">The file does not have the form that all files have.</exception>
    public static RawAnswer Read(string id)
    {
        // Latin-1 keeps each byte as one character.
        var file = File.ReadAllText(Path.Combine(Folder, $"{id}.txt"), Encoding.Latin1);
        var headEnd = file.IndexOf("\n\n", StringComparison.Ordinal);
        var (head, body) = (file[..headEnd], file[(headEnd + 2)..]);
        var staysOpen = body.EndsWith(LeftOpen, StringComparison.Ordinal);
        body = Without(body, staysOpen ? LeftOpen : Fin, id);
        if (!staysOpen && head.Contains("chunked", StringComparison.Ordinal))
            body = Without(body, LastChunk, id);
        return new RawAnswer(head, [.. Parts(body)], staysOpen);
    }

    private static IEnumerable<AnswerPart> Parts(string body)
    {
        var at = 0;
        foreach (Match wait in Wait().Matches(body))
        {
            foreach (var piece in Events(body[at..wait.Index]))
                yield return piece;
            yield return new AnswerPart.Pause(TimeSpan.FromMilliseconds(int.Parse(wait.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
            at = wait.Index + wait.Length;
        }
        foreach (var piece in Events(body[at..]))
            yield return piece;
    }

    private static IEnumerable<AnswerPart> Events(string body)
    {
        for (int at = 0, end; at < body.Length; at = end)
        {
            var found = body.IndexOf(EventEnd, at, StringComparison.Ordinal);
            end = found < 0 ? body.Length : found + EventEnd.Length;
            yield return new AnswerPart.Bytes(Encoding.Latin1.GetBytes(body[at..end]));
        }
    }

    private static string Without(string body, string end, string id) =>
        body.EndsWith(end, StringComparison.Ordinal) ? body[..^end.Length] : throw new InvalidDataException($"{id}.txt does not end with '{end}'.");

    // The line end after it is the file's, not the answer's.
    [GeneratedRegex(@"<<wait (\d+) ms>>\n")]
    private static partial Regex Wait();
}
