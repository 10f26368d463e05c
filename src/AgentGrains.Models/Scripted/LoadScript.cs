using System.Globalization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Tools;

namespace AgentGrains.Models.Scripted;

/// <summary>A run of an exact number of durable steps: model calls and calls of echo take turns, and the last word is text.</summary>
internal static class LoadScript
{
    /// <summary>The next answer of a run in which the model has answered so many times.</summary>
    public static ScriptedAnswer Answer(Script script, int steps, int answers)
    {
        // Turns of one call and one text make an odd number; where it is even, the first answer makes two calls at once.
        var last = steps % 2 == 0 ? (steps / 2) - 1 : steps / 2;
        if (answers >= last)
            return ScriptedAnswer.Say(script.SizeBytes == 0 ? "." : new string('z', script.SizeBytes));
        var calls = new ToolRequest[answers == 0 && steps % 2 == 0 ? 2 : 1];
        for (var i = 0; i < calls.Length; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"call_{answers}_{i}");
            calls[i] = new ToolRequest(id, BuiltinTools.Echo, Arguments(script.SizeBytes));
        }
        return new ScriptedAnswer(null, calls);
    }

    private static string Arguments(int textBytes)
    {
        const string Before = "{\"text\":\"";
        const string After = "\"}";
        return string.Create(Before.Length + textBytes + After.Length, textBytes, static (all, textBytes) =>
        {
            Before.CopyTo(all);
            all.Slice(Before.Length, textBytes).Fill('x');
            After.CopyTo(all[(Before.Length + textBytes)..]);
        });
    }
}
