using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentGrains.Core.Ids;

/// <summary>A step's id, the same for all its attempts; tools receive it as their Idempotency-Key.</summary>
/// <param name="Run">The run the step belongs to.</param>
/// <param name="Number">The step within the run, from 1.</param>
public readonly record struct StepId(RunId Run, int Number)
{
    /// <summary>What every step's id begins with.</summary>
    public const string Prefix = "stp_";

    /// <summary>Reads an id; false where it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StepId id)
    {
        id = default;
        var dash = text?.LastIndexOf('-') ?? -1;
        if (dash < 0 || !text!.StartsWith(Prefix, StringComparison.Ordinal)
            || !RunId.TryParse(string.Concat(RunId.Prefix, text.AsSpan(Prefix.Length, dash - Prefix.Length)), out var run)
            || !int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }
        id = new StepId(run, number);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Run.Key.Value}{Run.Session.Body}-{Number}");
}
