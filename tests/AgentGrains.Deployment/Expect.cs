namespace AgentGrains.Deployment;

/// <summary>Fails with everything that was found, so that one run tells it all.</summary>
internal static class Expect
{
    public static void None(IEnumerable<string> found)
    {
        var list = found.ToList();
        if (list.Count > 0)
            Assert.Fail(string.Join(Environment.NewLine, list.Prepend($"{list.Count} found:")));
    }

    /// <summary>A check that finds nothing wrong in something broken checks nothing.</summary>
    public static void Found(IEnumerable<string> found, string naming)
    {
        var list = found.ToList();
        Assert.True(list.Any(mistake => mistake.Contains(naming, StringComparison.Ordinal)), $"Nothing names '{naming}'; found was: {string.Join(" | ", list)}");
    }
}
