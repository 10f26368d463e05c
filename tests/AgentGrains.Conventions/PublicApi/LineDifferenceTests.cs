namespace AgentGrains.Conventions.PublicApi;

public sealed class LineDifferenceTests
{
    [Fact]
    public void SameText_DiffersInNothing() => Assert.Empty(LineDifference.Of(["a", "b"], ["a", "b"]));

    [Fact]
    public void ChangedText_SaysWhatIsGone_AndWhatCame() => Assert.Equal(["- b", "+ x", "+ d"], LineDifference.Of(["a", "b", "c"], ["a", "x", "c", "d"]));
}
