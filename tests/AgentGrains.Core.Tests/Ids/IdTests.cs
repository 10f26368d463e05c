using AgentGrains.Core.Ids;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Core.Tests.Ids;

/// <summary>Ids are read as they are written, and nothing else is read as an id.</summary>
public sealed class IdTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string Body = "01KDYA9ZPZZZZZZZZZZZZZZZZZ";
    private const string Key = "01KDYA9ZPZ000001";

    private static readonly Gen<string> Bodies = Text(Alphabet, 26, 26);
    private static readonly Gen<string> Keys = Text(Alphabet, 16, 16);

    [Fact]
    public void RunKey_IsReadAsItIsWritten() => Keys.Sample(text => RunKey.Parse(text).ToString() == text && RunKey.Parse(text) == RunKey.Parse(text));

    [Fact]
    public void SessionId_IsReadAsItIsWritten() => Bodies.Sample(body => SessionId.Parse("ses_" + body).ToString() == "ses_" + body);

    [Fact]
    public void RunId_HoldsItsSessionAndItsKey() => Gen.Select(Keys, Bodies).Sample((key, body) =>
    {
        var id = RunId.Parse($"run_{key}{body}");

        Assert.Equal((RunKey.Parse(key), SessionId.Parse("ses_" + body)), (id.Key, id.Session));
        Assert.Equal($"run_{key}{body}", id.ToString());
    });

    [Fact]
    public void StepId_IsReadAsItIsWritten() => Gen.Select(Keys, Bodies, Gen.Int[1, int.MaxValue]).Sample((key, body, number) =>
    {
        var id = new StepId(RunId.Parse($"run_{key}{body}"), number);

        Assert.True(StepId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    });

    [Fact]
    public void TenantId_AndSessionKey_AreReadAsTheyAreWritten() => Gen.Select(Text("abz019", 1, 1), Text("abz019-", 0, 61), Text("az9", 1, 1), Bodies).Sample((first, inner, last, body) =>
    {
        var tenant = first + inner + last;

        Assert.Equal(tenant, TenantId.Parse(tenant).ToString());
        Assert.Equal($"{tenant}/ses_{body}", SessionKey.Parse($"{tenant}/ses_{body}").ToString());
    });

    [Theory]
    [InlineData("")]
    [InlineData("01KDYA9ZPZ00000")]
    [InlineData("01KDYA9ZPZ0000011")]
    [InlineData("01kdya9zpz000001")]
    [InlineData("01KDYA9ZPZ00000I")]
    [InlineData("01KDYA9ZPZ00000U")]
    [InlineData("01KDYA9ZPZ00000-")]
    [InlineData("01KDYA9ZPZ00000٣")]
    public void WhatIsNoRunKey_IsRefused(string text) => Assert.Throws<FormatException>(() => RunKey.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ses_")]
    [InlineData(Body)]
    [InlineData("SES_" + Body)]
    [InlineData("run_" + Body)]
    [InlineData("ses_" + Body + "Z")]
    [InlineData("ses_" + Body + "\n")]
    [InlineData(" ses_" + Body)]
    [InlineData("ses_01kdya9zpzzzzzzzzzzzzzzzzz")]
    public void WhatIsNoSessionId_IsRefused(string? text)
    {
        Assert.False(SessionId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => SessionId.Parse(text!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("run_" + Key)]
    [InlineData("run_" + Body)]
    [InlineData("ses_" + Key + Body)]
    [InlineData("run_" + Key + Body + "Z")]
    [InlineData("run_" + Key + "L1KDYA9ZPZZZZZZZZZZZZZZZZZ")]
    public void WhatIsNoRunId_IsRefused(string? text)
    {
        Assert.False(RunId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => RunId.Parse(text!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("stp_-1")]
    [InlineData("stp_" + Key + Body)]
    [InlineData("stp_" + Key + Body + "-")]
    [InlineData("stp_" + Key + Body + "-0")]
    [InlineData("stp_" + Key + Body + "--1")]
    [InlineData("stp_" + Key + Body + "- 1")]
    [InlineData("stp_" + Key + Body + "-+1")]
    [InlineData("stp_" + Key + Body + "-2147483648")]
    [InlineData("run_" + Key + Body + "-1")]
    public void WhatIsNoStepId_IsRefused(string? text) => Assert.False(StepId.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("-")]
    [InlineData("Acme")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("é")]
    [InlineData("a\n")]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g123")]
    public void WhatIsNoTenantId_IsRefused(string? text)
    {
        Assert.False(TenantId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => TenantId.Parse(text!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("/ses_" + Body)]
    [InlineData("acme/")]
    [InlineData("acme/acme/ses_" + Body)]
    [InlineData("Acme/ses_" + Body)]
    public void WhatIsNoSessionKey_IsRefused(string? text)
    {
        Assert.False(SessionKey.TryParse(text, out _));
        Assert.Throws<FormatException>(() => SessionKey.Parse(text!));
    }

    [Fact]
    public void IdSource_MakesIds_ThatDifferAndSortByTime()
    {
        var time = new FakeTimeProvider(Stories.Story.Beginning);
        var ids = new IdSource(time, new Random(1));
        List<string> sessions = [], runs = [];
        var session = ids.NewSession();
        for (var i = 0; i < 200; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            sessions.Add(ids.NewSession().ToString());
            runs.Add(ids.NewRun(session).ToString());
        }

        Assert.Equal(sessions.Order(StringComparer.Ordinal), sessions);
        Assert.Equal(runs.Order(StringComparer.Ordinal), runs);
        Assert.Distinct(sessions);
        Assert.All(sessions, id => Assert.True(SessionId.TryParse(id, out _)));
        Assert.All(runs, id => Assert.Equal(session, RunId.Parse(id).Session));
    }

    private static Gen<string> Text(string alphabet, int atLeast, int atMost) =>
        Gen.Int[0, alphabet.Length - 1].Array[atLeast, atMost].Select(indexes => string.Concat(indexes.Select(index => alphabet[index])));
}
