using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

/// <summary>What is wrong with the parts of a message is said with the path of each, and nothing is written.</summary>
public sealed class BadContentTests
{
    private const string Png = "data:image/png;base64,AAEC";
    private const string NoDataUrl = "A data URL such as data:image/png;base64,iVBOR….";
    private const string NoAddress = "An http or https address of at most 2048 characters, or a data URL.";
    private const string OneField = "A part has its type's own field and no other.";
    private const int MaxBytes = 3 * 1024 * 1024;

    public static TheoryData<string, string, string> Refused => new()
    {
        { "[]", "", "From 1 to 64 parts." },
        { $"[{string.Join(',', Enumerable.Repeat("""{"type":"text","text":"x"}""", 65))}]", "", "From 1 to 64 parts." },
        { "[null]", "[0]", "A part is an object." },
        { """[{"type":"audio"}]""", "[0].type", "One of: text, image_url, file." },
        { """[{"type":""}]""", "[0].type", "One of: text, image_url, file." },
        { """[{"type":"text"}]""", "[0].text", "A part of type text has this field." },
        { """[{"type":"text","text":null}]""", "[0].text", "A part of type text has this field." },
        { """[{"type":"image_url"}]""", "[0].image_url", "A part of type image_url has this field." },
        { """[{"type":"text","text":"a"},{"type":"file"}]""", "[1].file", "A part of type file has this field." },
        { """[{"type":"text","text":"a","file":{"file_id":"f"}}]""", "[0]", OneField },
        { """[{"type":"image_url","image_url":{"url":"https://p.example/1"},"text":"a"}]""", "[0]", OneField },
        { """[{"type":"file","file":{"file_id":"f"},"image_url":{"url":"https://p.example/1"}}]""", "[0]", OneField },
        { Contents.Image("data:image/png;base64,AA=A"), "[0].image_url.url", NoDataUrl },
        { Contents.Image("data:image/png;base64,####"), "[0].image_url.url", NoDataUrl },
        { Contents.Image("data:image/png,AAEC"), "[0].image_url.url", NoDataUrl },
        { Contents.Image("data:image/png;base64"), "[0].image_url.url", NoDataUrl },
        { Contents.Image("data:;base64,AAEC"), "[0].image_url.url", NoDataUrl },
        { Contents.Image("data:image/p ng;base64,AAEC"), "[0].image_url.url", NoDataUrl },
        { Contents.Image("data:image/png;base64,"), "[0].image_url.url", "From 1 to 3145728 bytes; these are 0." },
        { Contents.Image(Contents.DataUrl(new byte[MaxBytes + 1])), "[0].image_url.url", "From 1 to 3145728 bytes; these are 3145729." },
        { Contents.Image("data:image/bmp;base64,AAEC"), "[0].image_url.url", "An image of one of the media types image/png, image/jpeg, image/gif, image/webp; this is 'image/bmp'." },
        { Contents.Image("data:application/pdf;base64,AAEC"), "[0].image_url.url", "An image of one of the media types image/png, image/jpeg, image/gif, image/webp; this is 'application/pdf'." },
        { Contents.Image(""), "[0].image_url.url", NoAddress },
        { Contents.Image("/pictures/1.png"), "[0].image_url.url", NoAddress },
        { Contents.Image("ftp://p.example/1.png"), "[0].image_url.url", NoAddress },
        { Contents.Image("sha256:0000"), "[0].image_url.url", NoAddress },
        { Contents.Image($"https://p.example/{new string('x', 2048)}"), "[0].image_url.url", NoAddress },
        { $$$"""[{"type":"image_url","image_url":{"url":"{{{Png}}}","detail":"medium"}}]""", "[0].image_url.detail", "One of: auto, low, high." },
        { $$$"""[{"type":"image_url","image_url":{"url":"{{{Png}}}","media_type":"image/png"}}]""", "[0].image_url.media_type", "Only in answers: the data URL has it." },
        { $$$"""[{"type":"image_url","image_url":{"url":"{{{Png}}}","bytes":3}}]""", "[0].image_url.bytes", "Only in answers." },
        { """[{"type":"file","file":{}}]""", "[0].file", "Either file_data or file_id." },
        { """[{"type":"file","file":{"file_id":"f","file_data":"data:application/pdf;base64,AAEC"}}]""", "[0].file", "Either file_data or file_id." },
        { Contents.File("file_data", "AAEC"), "[0].file.file_data", NoDataUrl },
        { Contents.File("file_data", $"data:application/{new string('x', 128)};base64,AAEC"), "[0].file.file_data", NoDataUrl },
        { Contents.File("file_data", "data:application/pdf;base64,"), "[0].file.file_data", "From 1 to 3145728 bytes; these are 0." },
        { Contents.File("file_id", ""), "[0].file.file_id", "From 1 to 255 characters." },
        { Contents.File("file_id", new string('f', 256)), "[0].file.file_id", "From 1 to 255 characters." },
        { """[{"type":"file","file":{"file_id":"f","filename":""}}]""", "[0].file.filename", "From 1 to 255 characters." },
        { $$$"""[{"type":"file","file":{"file_id":"f","filename":"{{{new string('n', 256)}}}"}}]""", "[0].file.filename", "From 1 to 255 characters." },
        { """[{"type":"file","file":{"file_id":"f","bytes":3}}]""", "[0].file.bytes", "Only in answers." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Run_WithAPartThatIsWrong_Is422_WithItsPath(string content, string path, string message)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", Contents.Run(content));

        var error = Assert.Single((await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject());
        Assert.Equal($"input[0].content{path}", error.Name);
        Assert.Equal(message, Assert.Single(error.Value.EnumerateArray()).GetString());
        Assert.Empty(await host.StoredRunsAsync());
    }

    [Theory]
    [InlineData("7", "", "A content is a text or a list of parts.")]
    [InlineData("""{"type":"text","text":"x"}""", "", "A content is a text or a list of parts.")]
    [InlineData("null", "", "Not null.")]
    [InlineData("""["x"]""", "[0]", "An object.")]
    [InlineData("""[{"type":7}]""", "[0].type", "A text.")]
    [InlineData("""[{"type":null}]""", "[0].type", "Not null.")]
    [InlineData("""[{"type":"text","text":7}]""", "[0].text", "A text.")]
    [InlineData("""[{"type":"text","text":"a"},{"type":"image_url","image_url":"https://p.example/1"}]""", "[1].image_url", "An object.")]
    [InlineData("""[{"type":"image_url","image_url":{"url":null}}]""", "[0].image_url.url", "Not null.")]
    [InlineData("""[{"type":"text","text":"\ud800"}]""", "[0].text", "A text.")]
    public async Task Run_WithAPartOfAnotherForm_Is400_WithItsPath(string content, string path, string message)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", Contents.Run(content));

        var error = Assert.Single((await response.ProblemAsync(400, "AG1001")).GetProperty("errors").EnumerateObject());
        Assert.Equal(($"input[0].content{path}", message), (error.Name, Assert.Single(error.Value.EnumerateArray()).GetString()));
    }

    [Theory]
    [InlineData("""[{"text":"x"}]""", "[0].type", "This field is required.")]
    [InlineData("""[{"type":"image_url","image_url":{}}]""", "[0].image_url.url", "This field is required.")]
    [InlineData("""[{"type":"text","text":"x","cache_control":{}}]""", "[0].cache_control", "There is no such field.")]
    [InlineData("""[{"type":"file","file":{"file_id":"f","name":"x"}}]""", "[0].file.name", "There is no such field.")]
    public async Task Run_WithAPartThatLacksAFieldOrHasAnother_Is422_WithItsPath(string content, string path, string message)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", Contents.Run(content));

        var error = Assert.Single((await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject());
        Assert.Equal(($"input[0].content{path}", message), (error.Name, Assert.Single(error.Value.EnumerateArray()).GetString()));
    }

    [Theory]
    [InlineData("assistant")]
    [InlineData("system")]
    public async Task Run_WithAnImageOfAnotherRole_Is422(string role)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", Contents.Run(Contents.Image(Png), role));

        var error = Assert.Single((await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject());
        Assert.Equal("input[0].content[0]", error.Name);
        Assert.Equal("Only messages of the user have images and files.", error.Value[0].GetString());
    }

    [Fact]
    public async Task Run_WithTextOver1MiBInParts_Is422()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var half = new string('x', 512 * 1024);

        using var response = await host.PostAsync("/v1/runs", Contents.Run($$"""[{"type":"text","text":"{{half}}"},{"type":"text","text":"{{half}}"}]"""));

        Assert.Equal("input[0].content", Assert.Single((await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Run_WithSeveralPartsThatAreWrong_NamesAllOfThem()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        const string Body = """
            {"agent":"airline","input":[{"role":"assistant","content":[{"type":"file","file":{"file_id":"f"}}]},{"role":"robot","content":[{"type":"text","text":"a"},{"type":"x"},{"type":"image_url","image_url":{"url":"x","detail":"y"}}]}]}
            """;

        using var response = await host.PostAsync("/v1/runs", Body);

        Assert.Equal(
            ["input[0].content[0]", "input[1].role", "input[1].content[1].type", "input[1].content[2]", "input[1].content[2].image_url.detail", "input[1].content[2].image_url.url"],
            (await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("""{"content":[{"type":"image_url","image_url":{"url":"x"}}]}""", "content[0].image_url.url")]
    [InlineData("""{"content":[]}""", "content")]
    public async Task Message_WithAPartThatIsWrong_Is422(string body, string path)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();

        using var response = await host.PostAsync($"/v1/runs/{run.Text("id")}/messages", body);

        Assert.Equal(path, Assert.Single((await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject()).Name);
    }
}
