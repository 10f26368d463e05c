using System.Diagnostics;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using static AgentGrains.Tools.Tests.Calling;

namespace AgentGrains.Tools.Tests;

public sealed class HttpRequestTests
{
    private static readonly Dictionary<string, string?> Secrets = new()
    {
        ["AgentGrains:Tools:AllowedNetworks"] = "127.0.0.0/8",
        ["AgentGrains:Secrets:demo:crm-key"] = "s3cret",
        ["AgentGrains:Secrets:other:their-key"] = "theirs",
        ["AgentGrains:Secrets:demo:broken"] = "s3cret\r\nX-Other: 1",
    };

    [Fact]
    public async Task ExecuteAsync_Call_SendsArgumentsVerbatimAndItsStep()
    {
        const string Arguments = "{ \"a\" : 1.0e0, \"é\":\"\\u00e9\" }";
        var (headers, body) = await SentAsync(tool => tool, Arguments, 7);

        Assert.Equal(Arguments, body);
        Assert.Equal("application/json", headers.ContentType);
        Assert.Equal(Step(7).ToString(), headers["Idempotency-Key"]);
        Assert.Equal(Step(7).ToString(), headers["X-AgentGrains-Step"]);
        Assert.Equal(Run.ToString(), headers["X-AgentGrains-Run"]);
        Assert.Equal(Run.Session.ToString(), headers["X-AgentGrains-Session"]);
    }

    [Fact]
    public async Task ExecuteAsync_InsideAnActivity_SendsItsTraceParent()
    {
        using var activity = new Activity("step").SetIdFormat(ActivityIdFormat.W3C).Start();
        var (headers, _) = await SentAsync(tool => tool);
        Assert.Equal(activity.Id, headers.TraceParent.ToString());
    }

    [Fact]
    public async Task ExecuteAsync_OutsideAnActivity_SendsATraceParentOfTheStep()
    {
        var (first, _) = await SentAsync(tool => tool, step: 1);
        var (again, _) = await SentAsync(tool => tool, step: 1);
        var (other, _) = await SentAsync(tool => tool, step: 2);

        Assert.True(ActivityContext.TryParse(first.TraceParent, null, out _), first.TraceParent);
        Assert.Equal(first.TraceParent, again.TraceParent);
        Assert.NotEqual(first.TraceParent, other.TraceParent);
    }

    [Fact]
    public async Task ExecuteAsync_DefinedHeaders_AreSentWithSecretsPutIn()
    {
        var (headers, _) = await SentAsync(With(("X-Api-Key", null, "crm-key"), ("X-Plain", "text", null), ("Content-Type", "application/vnd.a+json", null)));
        Assert.Equal("s3cret", headers["X-Api-Key"]);
        Assert.Equal("text", headers["X-Plain"]);
        Assert.Equal("application/vnd.a+json", headers.ContentType);
    }

    [Theory]
    [InlineData("X-Api-Key", null, "missing", "needs the secret 'missing'")]
    [InlineData("X-Api-Key", null, "their-key", "needs the secret 'their-key'")]
    [InlineData("X-Api-Key", null, "broken", "cannot be sent")]
    [InlineData("X-Plain", "a\nb", null, "cannot be sent")]
    [InlineData("not a name", "a", null, "cannot be sent")]
    [InlineData("idempotency-key", "mine", null, "writes itself")]
    public async Task ExecuteAsync_HeaderCannotBeSent_IsAnErrorThatNamesItAndNothingIsSent(string header, string? text, string? secret, string expected)
    {
        var requests = 0;
        await using var server = await HttpDouble.StartAsync(_ =>
        {
            requests++;
            return Task.CompletedTask;
        });

        var outcome = Assert.IsType<ToolOutcome.Answered>(await CallAsync(With((header, text, secret))(Http(server.Address)), settings: Secrets));

        Assert.True(outcome.IsError);
        Assert.Contains(expected, outcome.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", outcome.Content, StringComparison.Ordinal);
        Assert.Equal(0, requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ftp://example.com")]
    [InlineData("/relative")]
    public async Task ExecuteAsync_NoAddress_IsAnError(string? url) =>
        Assert.True(Assert.IsType<ToolOutcome.Answered>(await CallAsync(new HttpToolDefinition { Name = "t", Url = url })).IsError);

    private static Func<HttpToolDefinition, HttpToolDefinition> With(params (string Name, string? Text, string? Secret)[] headers) =>
        tool => tool with { Headers = headers.ToDictionary(header => header.Name, header => new HeaderDefinition(header.Text, header.Secret)) };

    private static async Task<(IHeaderDictionary Headers, string Body)> SentAsync(
        Func<HttpToolDefinition, HttpToolDefinition> define, string arguments = "{}", int step = 1)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        var body = "";
        await using var server = await HttpDouble.StartAsync(async context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync();
        });
        await CallAsync(define(Http(server.Address)), arguments, Step(step), Secrets);
        return (headers, body);
    }
}
