using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.OrleansTables;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

public sealed class TableKeysTests
{
    [Theory]
    [InlineData("plain-key_1.é", "plain-key_1.é")]
    [InlineData("a/b\\c#d?e", "a_b_c_d_e")]
    [InlineData("a\tb\u0000c\u007fd\u0085e", "a_b_c_d_e")]
    [InlineData("", "")]
    public void Sanitised_Key_HasOnlyWhatTheStoreTakes(string given, string stored) => Assert.Equal(stored, TableKeys.Sanitised(given));

    [Fact]
    public void Sanitised_LongKey_IsRefusedWithItsLength()
    {
        Assert.Equal(1023, TableKeys.Sanitised(new string('k', 1023)).Length);
        var refused = Assert.Throws<AgentGrainsException>(() => TableKeys.Sanitised(new string('k', 1024)));
        Assert.Contains("1024", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    public void Time_Text_IsMicrosoftsAndReadBack(DateTimeKind kind)
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, 6, kind);
        Assert.Equal("2026-01-02 03:04:05.006 GMT", TableTimes.Text(time));
        Assert.Equal((time.Ticks, DateTimeKind.Utc), (TableTimes.Parse(TableTimes.Text(time)).Ticks, TableTimes.Parse(TableTimes.Text(time)).Kind));
    }
}
