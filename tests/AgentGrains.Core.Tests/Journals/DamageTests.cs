using System.Text;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tests.Stories;
using CsCheck;

namespace AgentGrains.Core.Tests.Journals;

/// <summary>What does not read as what was written is refused with a code that says so, and nothing else is thrown.</summary>
public sealed class DamageTests
{
    private const string Head = """{"v":1,"at":1767600000000,"e":""";

    [Fact]
    public void NewerForm_IsRefused_AndSaysWhichFormThisVersionReads()
    {
        var refusal = Assert.Throws<AgentGrainsException>(() => Records.Decode("""{"v":4,"whatever":[]}"""));

        Assert.Equal(ErrorCodes.NewerData, refusal.Code);
        Assert.Equal("The record at 4 has form 4; this version reads up to 3.", refusal.Message);
    }

    [Theory]
    [InlineData("""{"v":4294967297,"at":0,"e":[]}""")]
    [InlineData("""{"v":9223372036854775807,"at":0,"e":[]}""")]
    public void FormFarAhead_IsNewerToo(string content) =>
        Assert.Equal(ErrorCodes.NewerData, Assert.Throws<AgentGrainsException>(() => Records.Decode(content, 0)).Code);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":0,"at":0,"e":[]}""")]
    [InlineData("""{"v":-1,"at":0,"e":[]}""")]
    [InlineData("""{"v":1.5,"at":0,"e":[]}""")]
    [InlineData("""{"v":"1","at":0,"e":[]}""")]
    [InlineData("""{"v":1,"at":"now","e":[]}""")]
    [InlineData("""{"v":1,"at":9223372036854775807,"e":[]}""")]
    [InlineData("""{"v":1,"at":1e99,"e":[]}""")]
    [InlineData("""{"v":1,"e":[],"at":0}""")]
    [InlineData("""{"v":1,"at":0,"f":[]}""")]
    [InlineData("""{"v":1,"at":0,"e":{}}""")]
    [InlineData("""{"v":1,"at":0,"e":[],"f":1}""")]
    [InlineData("""{"v":1,"at":0,"e":[]}{}""")]
    [InlineData("""{"v":1,"at":0,"e":[]}nonsense""")]
    public void RecordThatIsNoRecord_IsRefused(string content) => AssertDamaged(content, 0);

    [Theory]
    [InlineData(""" "run","01KDYA9ZPZ000001","run.imagined",{}""")]
    [InlineData("{}")]
    [InlineData(""" "run.started",{}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","run.started" """)]
    [InlineData(""" "run","01KDYA9ZPZ000001",7,{}""")]
    [InlineData(""" "run","not a run","run.started",{}""")]
    [InlineData(""" "run",7,"run.started",{}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","model.started",{"s":1}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","model.started",{"s":"one","model":"default"}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","model.started",{"s":1,"model":null}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","message.received",{"c":null}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","message.received",{"c":[]}""")]
    [InlineData(""" "run","01KDYA9ZPZ000001","sleep.started",{"s":1,"m":1,"i":0,"n":"sleep","id":"c","until":"soon"}""")]
    [InlineData("null")]
    [InlineData("7")]
    public void EntryThatIsNoEntry_IsRefused(string entry) => AssertDamaged($"{Head}[{entry}]}}", 1);

    [Fact]
    public void UnknownTypeOfEntry_IsRefused_ByName() =>
        Assert.Contains("run.imagined", AssertDamaged($"{Head}[\"run.imagined\",{{}}]}}", 1).Message, StringComparison.Ordinal);

    [Fact]
    public void TruncatedRecord_IsRefused_WhereverItEnds()
    {
        var whole = Encoding.UTF8.GetBytes(Records.Encode(EntryExamples.Full));
        for (var length = 0; length < whole.Length; length++)
            AssertDamaged(whole[..length], EntryExamples.Full.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void RecordWithAnotherCount_IsRefused(int count) => AssertDamaged(Records.Encode(EntryExamples.Full[0]), count);

    [Fact]
    public void AnyChangedByte_IsReadOrRefused_AndNothingElse()
    {
        var whole = Encoding.UTF8.GetBytes(Records.Encode(EntryExamples.All));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 3].Sample(changes =>
        {
            var changed = whole.ToArray();
            foreach (var (index, value) in changes)
                changed[index] = value;
            try
            {
                foreach (var entry in JournalCodec.Decode(Records.Of(changed, EntryExamples.All.Count())))
                    SessionEngine.Apply(SessionState.Empty with { Position = entry.Place.Position }, entry);
            }
            catch (AgentGrainsException refusal)
            {
                Assert.True(refusal.Code == ErrorCodes.DamagedData || refusal.Code == ErrorCodes.NewerData, refusal.ToString());
            }
        }, iter: 20_000, threads: 2);
    }

    [Fact]
    public void Checkpoint_ThatDoesNotRead_IsNone()
    {
        var whole = Encode(new Story().Asks(1).Calls("look", "form"));

        Assert.NotNull(Checkpoint(whole, 8));
        Assert.Null(Checkpoint(whole, 9));
        Assert.Null(Checkpoint("{}"u8.ToArray(), 0));
        Assert.Null(Checkpoint("null"u8.ToArray(), 0));
        for (var length = 0; length < whole.Length; length++)
            Assert.Null(Checkpoint(whole[..length], 8));
    }

    [Theory]
    [InlineData("""{"Role":"tool","Content":"x","ToolCalls":[],"Parts":[]}""")]
    [InlineData("""{"Role":"assistant","Content":null,"ToolCalls":[],"Parts":[]},{"Role":"tool","Content":"x","ToolCalls":[],"Parts":[]}""")]
    public void Checkpoint_WhoseConversationContradictsItself_IsNone(string messages)
    {
        var whole = Encoding.UTF8.GetString(JournalCodec.EncodeCheckpoint(SessionState.Empty, new Conversation()));
        const string Empty = "\"Messages\":[]";
        Assert.Contains(Empty, whole, StringComparison.Ordinal);

        Assert.NotNull(Checkpoint(Encoding.UTF8.GetBytes(whole), 0));
        Assert.Null(Checkpoint(Encoding.UTF8.GetBytes(whole.Replace(Empty, $"\"Messages\":[{messages}]", StringComparison.Ordinal)), 0));
    }

    [Fact]
    public void Checkpoint_OfAnotherForm_IsNone()
    {
        var text = Encoding.UTF8.GetString(JournalCodec.EncodeCheckpoint(SessionState.Empty));
        Assert.StartsWith("""{"v":9,""", text, StringComparison.Ordinal);

        Assert.Null(Checkpoint(Encoding.UTF8.GetBytes(text.Replace("""{"v":9,""", """{"v":1,""", StringComparison.Ordinal)), 0));
        Assert.Null(Checkpoint(Encoding.UTF8.GetBytes(text.Replace("""{"v":9,""", """{""", StringComparison.Ordinal)), 0));
    }

    private static byte[] Encode(Story story) => JournalCodec.EncodeCheckpoint(story.State, story.Conversation);

    private static SavedSession? Checkpoint(byte[] state, long position) => JournalCodec.DecodeCheckpoint(new JournalCheckpoint(position, state));

    private static AgentGrainsException AssertDamaged(string content, int count) => AssertDamaged(Encoding.UTF8.GetBytes(content), count);

    private static AgentGrainsException AssertDamaged(byte[] content, int count)
    {
        var refusal = Assert.Throws<AgentGrainsException>(() => JournalCodec.Decode(Records.Of(content, count)));
        Assert.Equal(ErrorCodes.DamagedData, refusal.Code);
        Assert.StartsWith("The record at 4 does not read: ", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
