using System.Text.Json;
using AgentGrains.Core.Conversations;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;

namespace AgentGrains.Models.Tests;

/// <summary>Images and files of the user's messages as they go out.</summary>
public sealed class MessagePartTests
{
    private static readonly byte[] Bytes = [0, 1, 2, 0xff, 0xfe, 0xfb];

    public static TheoryData<string, string> Written => new()
    {
        { "image by address", """{"type":"image_url","image_url":{"url":"https://pictures.example/a.png?x=1&y=2"}}""" },
        { "image by address with detail", """{"type":"image_url","image_url":{"url":"https://pictures.example/a.png","detail":"high"}}""" },
        { "image by data", """{"type":"image_url","image_url":{"url":"data:image/png;base64,AAEC//77"}}""" },
        { "image by data with detail", """{"type":"image_url","image_url":{"url":"data:image/webp;base64,AAEC//77","detail":"low"}}""" },
        { "file by data", """{"type":"file","file":{"filename":"Plan \"B\" é.pdf","file_data":"data:application/pdf;base64,AAEC//77"}}""" },
        { "file by data without a name", """{"type":"file","file":{"file_data":"data:application/pdf;base64,AAEC//77"}}""" },
        { "file by id", """{"type":"file","file":{"file_id":"file-1"}}""" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public async Task Body_ImageOrFile_IsAPart(string part, string written)
    {
        var sent = await SentAsync(Of(UserOf(TextPart("Look:"), Part(part))));

        Assert.Equal($$"""[{"role":"user","content":[{"type":"text","text":"Look:"},{{written}}]}]""", sent.Member("messages"));
    }

    [Theory]
    [InlineData("image by address", "TakesImages", "(an image, which this model cannot see)")]
    [InlineData("image by data with detail", "TakesImages", "(an image, which this model cannot see)")]
    [InlineData("file by data", "TakesFiles", "(the file 'Plan \\\"B\\\" é.pdf', which this model cannot read)")]
    [InlineData("file by data without a name", "TakesFiles", "(a file, which this model cannot read)")]
    [InlineData("file by id", "TakesFiles", "(a file, which this model cannot read)")]
    public async Task Body_PartThatTheModelDoesNotTake_IsNamed(string part, string setting, string placeholder)
    {
        var sent = await SentAsync(Of(UserOf(Part(part), TextPart("What is it?"))), (setting, "false"));

        Assert.Equal($$"""[{"role":"user","content":[{"type":"text","text":"{{placeholder}}"},{"type":"text","text":"What is it?"}]}]""", sent.Member("messages"));
    }

    [Fact]
    public async Task Body_OneKindNotTaken_TheOtherIsSent()
    {
        var call = Of(UserOf(Part("image by address with detail"), Part("file by id")));

        Assert.Contains("\"image_url\"", (await SentAsync(call, ("TakesFiles", "false"))).Body, StringComparison.Ordinal);
        Assert.Contains("\"file_id\"", (await SentAsync(call, ("TakesImages", "false"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_BlankTexts_AreLeftOut()
    {
        var sent = await SentAsync(Of(UserOf(TextPart(" \n"), Part("file by id"), TextPart(""))));

        Assert.Equal("""[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]""", sent.Member("messages"));
    }

    [Fact]
    public async Task Body_OnlyBlankTexts_IsNoMessage()
    {
        Assert.Equal("""[{"role":"user","content":"Hi"}]""", (await SentAsync(Of(UserOf(TextPart(" "), TextPart("")), User("Hi")))).Member("messages"));
        Assert.Equal("""[{"role":"user","content":"(no text)"}]""", (await SentAsync(Of(UserOf(TextPart(" "))))).Member("messages"));
    }

    [Theory]
    [InlineData("assistant")]
    [InlineData("system")]
    public async Task Body_PartsOfAnotherRole_AreOneText(string role)
    {
        var message = new PromptMessage(role, "One\n\nTwo", []) { Parts = [TextPart("One"), TextPart("Two")] };

        Assert.Equal($$"""[{"role":"{{role}}","content":"One\n\nTwo"},{"role":"user","content":"Hi"}]""", (await SentAsync(Of(message, User("Hi")))).Member("messages"));
    }

    [Fact]
    public async Task Body_PartThatIsLeftOut_IsNamed()
    {
        var image = new PromptPart(MessagePartKind.Image, null, default, new MessagePart { Kind = MessagePartKind.Image, MediaType = "image/jpeg" }) { IsLeftOut = true };
        var file = new PromptPart(MessagePartKind.File, null, default, new MessagePart { Kind = MessagePartKind.File, Name = "plan.pdf" }) { IsLeftOut = true };

        Assert.Equal(
            """[{"role":"user","content":[{"type":"text","text":"(an image, left out to keep the request small)"},{"type":"text","text":"(the file 'plan.pdf', left out to keep the request small)"}]}]""",
            (await SentAsync(Of(UserOf(image, file)))).Member("messages"));
    }

    [Fact]
    public async Task Body_LargeImage_IsSentWhole()
    {
        var large = new byte[3 * 1024 * 1024];
        new Random(7).NextBytes(large);
        var image = new PromptPart(MessagePartKind.Image, null, large, new MessagePart { Kind = MessagePartKind.Image, MediaType = "image/jpeg" });

        var sent = await SentAsync(Of(UserOf(image)));

        var url = JsonElement.Parse(sent.Body).GetProperty("messages")[0].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString()!;
        Assert.Equal(large, Convert.FromBase64String(url["data:image/jpeg;base64,".Length..]));
    }

    private static PromptMessage UserOf(params PromptPart[] parts) =>
        new("user", string.Join("\n\n", parts.Where(part => part.Text is not null).Select(part => part.Text)), []) { Parts = parts };

    private static PromptPart TextPart(string text) => new(MessagePartKind.Text, text, default, new MessagePart { Kind = MessagePartKind.Text });

    private static PromptPart Part(string name) => name switch
    {
        "image by address" => Image(new MessagePart { Kind = MessagePartKind.Image, Url = "https://pictures.example/a.png?x=1&y=2" }),
        "image by address with detail" => Image(new MessagePart { Kind = MessagePartKind.Image, Url = "https://pictures.example/a.png", Detail = "high" }),
        "image by data" => Image(new MessagePart { Kind = MessagePartKind.Image, MediaType = "image/png" }),
        "image by data with detail" => Image(new MessagePart { Kind = MessagePartKind.Image, MediaType = "image/webp", Detail = "low" }),
        "file by data" => File(new MessagePart { Kind = MessagePartKind.File, MediaType = "application/pdf", Name = "Plan \"B\" é.pdf" }),
        "file by data without a name" => File(new MessagePart { Kind = MessagePartKind.File, MediaType = "application/pdf" }),
        "file by id" => File(new MessagePart { Kind = MessagePartKind.File, FileId = "file-1" }),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such part."),
    };

    private static PromptPart Image(MessagePart source) => new(source.Kind, null, source.Url is null ? Bytes : default, source);

    private static PromptPart File(MessagePart source) => new(source.Kind, null, source.FileId is null ? Bytes : default, source);
}
