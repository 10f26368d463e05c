namespace AgentGrains.Conventions.PublicApi;

/// <summary>What a text lost and gained, line by line.</summary>
internal static class LineDifference
{
    /// <summary>The lines that differ, in order: those that are gone with a minus, those that came with a plus.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        // The longest part that both have from each pair of lines on.
        var both = Enumerable.Range(0, before.Count + 1).Select(_ => new int[after.Count + 1]).ToArray();
        for (var i = before.Count - 1; i >= 0; i--)
        {
            for (var j = after.Count - 1; j >= 0; j--)
                both[i][j] = before[i] == after[j] ? both[i + 1][j + 1] + 1 : Math.Max(both[i + 1][j], both[i][j + 1]);
        }
        List<string> difference = [];
        for (int i = 0, j = 0; i < before.Count || j < after.Count;)
        {
            if (i < before.Count && j < after.Count && before[i] == after[j])
                (i, j) = (i + 1, j + 1);
            else if (i < before.Count && (j == after.Count || both[i + 1][j] >= both[i][j + 1]))
                difference.Add($"- {before[i++]}");
            else
                difference.Add($"+ {after[j++]}");
        }
        return difference;
    }
}
