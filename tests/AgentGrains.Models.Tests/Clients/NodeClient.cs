using System.Diagnostics;
using System.Text.Json;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models.Tests.Clients;

/// <summary>The official client <c>openai</c> of npm, in a process of its own that plays recordings (<c>openai-client.mjs</c>).</summary>
internal static class NodeClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string Root = FindRoot();

    /// <summary>How it asks for an answer, in the order it does.</summary>
    public static readonly IReadOnlyList<string> Ways = ["whole", "streamed", "accumulated"];

    /// <summary>Plays each recording in each of the <see cref="Ways"/>, until its last answer or its first error.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="recordings">The recordings, one a line.</param>
    /// <exception cref="TimeoutException">The process did not end in time; it was killed.</exception>
    public static async Task<IReadOnlyList<ClientAnswer>> PlayAsync(Uri endpoint, params IEnumerable<string> recordings)
    {
        var start = new ProcessStartInfo("node", [Script(), Packages(), endpoint.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        try
        {
            await Task.WhenAll(WriteAsync(node, recordings), node.WaitForExitAsync()).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The Node client was expected to play all recordings within {Patience} and then to end.", late);
        }
        finally
        {
            node.Kill();
        }
        Assert.True(node.ExitCode == 0, $"The Node client ended with code {node.ExitCode}: {await errors}");
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private static async Task WriteAsync(Process node, IEnumerable<string> recordings)
    {
        try
        {
            foreach (var recording in recordings)
                await node.StandardInput.WriteLineAsync(recording);
            node.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended early: its exit code and its errors say why.
        }
    }

    private static ClientAnswer Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var about = new ClientAnswer(root.GetProperty("recording").GetString()!, root.GetProperty("way").GetString()!);
        if (root.TryGetProperty("error", out var error))
            return about with { Error = ReadError(error) };
        var message = root.GetProperty("message");
        return about with
        {
            Text = message.GetProperty("content").GetString(),
            ToolCalls = message.TryGetProperty("tool_calls", out var calls) ? [.. calls.EnumerateArray().Select(ReadCall)] : [],
            FinishReason = root.GetProperty("finish_reason").GetString(),
            Usage = root.TryGetProperty("usage", out var usage) ? ReadUsage(usage) : null,
        };
    }

    private static ToolRequest ReadCall(JsonElement call)
    {
        Assert.Equal("function", call.GetProperty("type").GetString());
        var function = call.GetProperty("function");
        return new ToolRequest(call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!);
    }

    private static ClientUsage ReadUsage(JsonElement usage) =>
        new(usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32());

    private static ClientError ReadError(JsonElement error) => new(
        error.GetProperty("type").GetString()!,
        error.TryGetProperty("status", out var status) ? status.GetInt32() : 0,
        error.GetProperty("message").GetString()!,
        error.TryGetProperty("retry_after", out var retryAfter) ? retryAfter.GetString() : null);

    private static string Script() => Path.Combine(Root, "tests", "AgentGrains.Models.Tests", "Clients", "openai-client.mjs");

    private static string Packages()
    {
        var folder = Path.Combine(Root, "eng", "node");
        return Directory.Exists(Path.Combine(folder, "node_modules", "openai"))
            ? folder
            : throw new DirectoryNotFoundException($"The Node client is not installed: no node_modules/openai in {folder}. Run eng/azurite.sh first.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AgentGrains.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No AgentGrains.sln above {AppContext.BaseDirectory}.");
    }
}
