using AgentGrains.Grains.Telemetry;

namespace AgentGrains.Telemetry.Units;

public sealed class RedactionTests
{
    private static readonly Redaction Redaction = new(["hunter2-long", "hunter2", "abc"]);

    [Theory]
    [InlineData("say hunter2-long and hunter2", "say *** and ***")]
    [InlineData("abc is too short to hide", "abc is too short to hide")]
    [InlineData("Authorization: Bearer abcdefgh.ijkl-mnop", "Authorization: Bearer ***")]
    [InlineData("""{"api_key": "0123456789", "x": 1}""", """{"api_key": "***", "x": 1}""")]
    [InlineData("AccountName=a;AccountKey=abcd+efgh==;EndpointSuffix=b", "AccountName=a;AccountKey=***;EndpointSuffix=b")]
    [InlineData("https://x.example/y?sig=abcdef%3D&se=1", "https://x.example/y?sig=***&se=1")]
    [InlineData("sk-proj-abcdefghijklmnopqrst", "***")]
    [InlineData("ghp_abcdefghijklmnopqrst0123", "***")]
    [InlineData("AKIAABCDEFGHIJKLMNOP", "***")]
    [InlineData("ag_dev_0123456789abcdef0123456789abcdef", "***")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "***")]
    [InlineData("A token of thanks: your password was changed, so the key fits.", "A token of thanks: your password was changed, so the key fits.")]
    public void Apply_HidesSecrets_AndNothingElse(string text, string expected) => Assert.Equal(expected, Redaction.Apply(text));
}
