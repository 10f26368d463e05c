using System.Text;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Journals;

/// <summary>What is written is what is read.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void EachTypeOfEntry_HasOneExampleWithEverything() =>
        Assert.Equal(StoredNames.ByType.Values.Order(), EntryExamples.Full.Select(StoredNames.Of).Order());

    [Fact]
    public void EachExample_ComesBackAsItWas() => Assert.All(EntryExamples.All, entry =>
    {
        var stored = Records.Encode(entry);
        var read = Records.Decode(stored).Single();

        Assert.IsType(entry.GetType(), read.Entry);
        Assert.Equivalent(entry, read.Entry, strict: true);
        Assert.Equal(stored, Records.Encode(read.Entry));
    });

    [Fact]
    public void Entries_OfOneRecord_GetPositionsInTheirOrder_AndTheRecordsTime()
    {
        var read = Records.Decode(Records.Encode(EntryExamples.All), EntryExamples.All.Count());

        Assert.Equal(Enumerable.Range(0, read.Count).Select(i => new EntryPlace(Records.Position + i, Story.Beginning)), read.Select(placed => placed.Place));
        Assert.Equal(EntryExamples.All.Select(StoredNames.Of), read.Select(placed => StoredNames.Of(placed.Entry)));
    }

    [Fact]
    public void Text_ThatIsNotAscii_StaysAsShortAsItIs() =>
        Assert.Contains("\"é 漢 <&'>\"", Records.Encode(new MessageReceived { Run = Story.Key(1), Content = Content.Inline("é 漢 <&'>") }), StringComparison.Ordinal);

    [Fact]
    public void Content_OverTheInlineLimit_IsHeldAsItsReference()
    {
        var text = new string('x', Content.MaxInlineBytes + 1);
        var content = Content.Stored(PayloadReference.Of(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(Content.MaxInlineBytes + 1, content.SizeBytes);
        Assert.True(Records.Encode(new MessageReceived { Run = Story.Key(1), Content = content }).Length < 300);
    }
}
