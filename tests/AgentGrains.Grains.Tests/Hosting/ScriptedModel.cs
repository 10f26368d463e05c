using System.Globalization;
using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>
/// A model whose answers follow from the conversation alone: <c>turns N</c> calls echo N times and then says that it is done, <c>sleep MS</c> sleeps once.
/// </summary>
internal sealed class ScriptedModel : IModelClient, IModelCatalog
{
    private int calls;

    /// <summary>Held before each answer.</summary>
    public Func<ModelRequest, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Held between the text of an answer and the end of the call.</summary>
    public Func<Task> AfterText { get; set; } = static () => Task.CompletedTask;

    /// <summary>How often it was asked.</summary>
    public int Calls => Volatile.Read(ref calls);

    public IReadOnlyList<string> Names { get; } = ["default"];

    public IModelClient? Find(string name) => name == "default" ? this : null;

    /// <summary>Holds all answers until what is returned is set.</summary>
    public TaskCompletionSource Hold()
    {
        var answer = new TaskCompletionSource();
        Before = (_, _) => answer.Task;
        return answer;
    }

    public async Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation)
    {
        Interlocked.Increment(ref calls);
        await Before(call, cancellation);
        var said = call.Messages.Last(message => message.Role == "user").Content!;
        var answers = call.Messages.Reverse().TakeWhile(message => message.Role != "user").Count(message => message.Role == "assistant");
        var (verb, number) = (said.Split(' ')[0], int.Parse(said.Split(' ')[1], CultureInfo.InvariantCulture));
        ToolRequest? request = verb switch
        {
            "turns" when answers < number => Request(answers, BuiltinTools.Echo, new { text = $"{said}, turn {answers}" }),
            "sleep" when answers == 0 => Request(0, BuiltinTools.Sleep, new { duration_ms = number }),
            _ => null,
        };
        var text = request is null ? $"{said} are done" : null;
        if (text is not null)
        {
            onText(text);
            await AfterText();
        }
        return new ModelAnswer(text, request is null ? [] : [request], new ModelUsage(1, 1, 0, 0), "stop", "scripted");
    }

    private static ToolRequest Request<T>(int answers, string tool, T arguments) =>
        new(string.Create(CultureInfo.InvariantCulture, $"call_{answers}"), tool, JsonSerializer.Serialize(arguments));
}
