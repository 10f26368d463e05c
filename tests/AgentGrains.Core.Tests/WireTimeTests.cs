using System.Globalization;
using CsCheck;

namespace AgentGrains.Core.Tests;

public sealed class WireTimeTests
{
    [Theory]
    [InlineData("2026-01-05T08:00:00.0079999Z", "2026-01-05T08:00:00.007Z")]
    [InlineData("2026-01-05T08:00:00+02:00", "2026-01-05T06:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    public void Format_IsUtcInMilliseconds_NeverLater(string time, string form) => Assert.Equal(form, WireTime.Format(At(time)));

    [Fact]
    public void Trim_KeepsWhatIsWritten_AndNothingElse() => Gen.DateTimeOffset.Sample(time =>
    {
        var trimmed = WireTime.Trim(time);

        Assert.Equal(WireTime.Format(time), WireTime.Format(trimmed));
        Assert.Equal(trimmed, At(WireTime.Format(time)));
        Assert.Equal(trimmed, WireTime.Trim(trimmed));
        Assert.InRange((time - trimmed).Ticks, 0, TimeSpan.TicksPerMillisecond - 1);
    });

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
