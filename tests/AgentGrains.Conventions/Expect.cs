namespace AgentGrains.Conventions;

/// <summary>Fails with everything that was found, so that one run tells it all.</summary>
internal static class Expect
{
    public static void None(IEnumerable<string> found)
    {
        var list = found.ToList();
        if (list.Count > 0)
            Assert.Fail(string.Join(Environment.NewLine, list.Prepend($"{list.Count} found:")));
    }
}
