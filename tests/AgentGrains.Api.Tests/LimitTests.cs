using System.Net;
using System.Text;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

/// <summary>Each limit of a request: what is at it is taken, one more is refused.</summary>
public sealed class LimitTests
{
    private const int BodyBytes = 5 * 1024 * 1024;

    [Fact]
    public async Task Body_Of5MiB_IsRead_AndOneByteMoreIs413()
    {
        await using var host = await ApiHost.StartAsync();
        var body = """{"agent":"absent","input":"Hi"}""";

        using var read = await host.PostAsync("/v1/runs", body.PadRight(BodyBytes));
        using var refused = await host.PostAsync("/v1/runs", body.PadRight(BodyBytes + 1));

        // There is no such agent: only a handler that has read the body can report that.
        await read.ProblemAsync(404, "AG1004");
        await refused.ProblemAsync(413, "AG1005");
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public Task Tools_OfAnAgent(int count, bool taken) =>
        PutAsync($$"""{"tools":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"type":"client","name":"t{{i}}"}"""))}}]}""", taken ? null : "tools");

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public Task Schema_OfATool_InBytes(int bytes, bool taken) => PutToolAsync($$"""{"title":"{{new string('x', bytes - """{"title":""}""".Length)}}"}""", taken ? null : "");

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public Task Schema_OfATool_InLevels(int levels, bool taken) =>
        PutToolAsync(string.Concat(Enumerable.Repeat("""{"not":""", levels - 1)) + "{}" + new string('}', levels - 1), taken ? null : string.Concat(Enumerable.Repeat(".not", levels - 1)));

    [Theory]
    [InlineData(128 * 1024, true)]
    [InlineData((128 * 1024) + 1, false)]
    public Task Instructions(int bytes, bool taken) => PutAsync($$"""{"instructions":"{{new string('x', bytes)}}"}""", taken ? null : "instructions");

    [Theory]
    [InlineData(16, 64, 512, null)]
    [InlineData(17, 64, 512, "metadata")]
    [InlineData(1, 65, 1, "metadata")]
    [InlineData(1, 2, 513, "metadata.00")]
    public Task Metadata(int entries, int keyLength, int valueLength, string? refused)
    {
        var pairs = Enumerable.Range(0, entries).Select(i => $"\"{i.ToString($"D{keyLength}", System.Globalization.CultureInfo.InvariantCulture)}\":\"{new string('v', valueLength)}\"");
        return PutAsync($$$"""{"metadata":{{{{string.Join(',', pairs)}}}}}""", refused);
    }

    [Fact]
    public async Task Definition_Of256KiB_IsTaken_AndALargerOneIs413()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync("small", Definition(0));
        using var stored = await host.GetAsync("/v1/agents/small");
        var missing = (256 * 1024) - Encoding.UTF8.GetByteCount((await stored.JsonAsync(HttpStatusCode.OK)).GetProperty("definition").GetRawText());

        using var taken = await host.PutAsync("/v1/agents/large", Definition(missing));
        using var refused = await host.PutAsync("/v1/agents/larger", Definition(missing + 1));

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        await refused.ProblemAsync(413, "AG1005");
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "input")]
    public async Task Messages_OfARunsInput(int count, string? refused)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var input = string.Join(',', Enumerable.Repeat("""{"role":"user","content":"Hi"}""", count));

        using var response = await host.PostAsync("/v1/runs", $$"""{"agent":"airline","input":[{{input}}]}""");

        await AssertRefusedAsync(response, HttpStatusCode.Accepted, refused);
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(1, 200)]
    [InlineData(100, 200)]
    [InlineData(101, 400)]
    public async Task Page_OfAList(int limit, int status)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.GetAsync($"/v1/runs?limit={limit}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Page_WithoutALimit_Has20()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        for (var i = 0; i < 21; i++)
            await host.RunAsync();

        using var response = await host.GetAsync("/v1/runs");

        Assert.Equal(20, (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("wait=60")]
    [InlineData("wait=3600")]
    public async Task Wait_IsCutTo60Seconds(string preference)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Hi"}""", ("Prefer", preference));

        Assert.Equal("wait=60", response.Headers.GetValues("Preference-Applied").Single());
    }

    /// <summary>A definition whose stored form grows by one byte a character.</summary>
    private static string Definition(int characters) => $$"""{"tools":[{{string.Join(',', Enumerable.Range(0, 100).Select(i =>
        $$"""{"type":"client","name":"t{{i}}","description":"{{new string('x', Math.Clamp(characters - (i * 4096), 0, 4096))}}"}"""))}}]}""";

    private static Task PutToolAsync(string schema, string? refused) =>
        PutAsync($$"""{"tools":[{"type":"client","name":"a","parameters":{{schema}}}]}""", refused is null ? null : $"tools[0].parameters{refused}");

    private static async Task PutAsync(string definition, string? refused)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", definition);

        await AssertRefusedAsync(response, HttpStatusCode.Created, refused);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode otherwise, string? path)
    {
        if (path is null)
            Assert.True(response.StatusCode == otherwise, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        else
            Assert.Equal([path], (await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }
}
