using System.Net;
using System.Reflection;
using AgentGrains.Api.Errors;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Core.Errors;
using ErrorCode = AgentGrains.Core.Errors.ErrorCode;

namespace AgentGrains.Api.Tests;

public sealed class DocumentTests
{
    private static IEnumerable<ErrorCode> Codes => typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => (ErrorCode)code.GetValue(null)!);

    [Fact]
    public void EachCode_HasAPage_AndEachPageACode() =>
        Assert.Equal(Codes.Select(code => code.Value).Order(), ErrorPages.All.Keys.Order());

    [Fact]
    public void EachPage_HasItsTitle_AndSaysSymptomCauseAndResolution()
    {
        foreach (var code in Codes)
        {
            var page = System.Text.Encoding.UTF8.GetString(ErrorPages.All[code.Value]);
            // A code of the third thousand is how a run failed; no request is answered with it.
            var status = code.Value[2] == '3' ? "Not an HTTP status: it stands in the `error` of a run or a step." : $"HTTP status {code.Status}";
            Assert.StartsWith($"# {code}: {code.Title}\n\n{status}", page, StringComparison.Ordinal);
            foreach (var heading in new[] { "\n## Symptom\n", "\n## Cause\n", "\n## Resolution\n" })
                Assert.Contains(heading, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TypeOfAProblem_LeadsToItsPage()
    {
        await using var host = await ApiHost.StartAsync();
        using var refused = await host.GetAsync("/v1/runs/nonsense");
        var problem = await refused.ProblemAsync(404, "AG1004");

        using var page = await host.GetAsync(problem.Text("type"));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.StartsWith("# AG1004", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var unknown = await host.GetAsync("/errors/AG0000");
        await unknown.ProblemAsync(404, "AG1004");
    }

    [Fact]
    public async Task OpenApi_IsTheApprovedOne()
    {
        await using var host = await ApiHost.StartAsync();
        using var response = await host.GetAsync("/openapi/v1.json");
        var received = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var approved = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.approved.json"), TestContext.Current.CancellationToken);
        if (received != approved)
            await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.received.json"), received, TestContext.Current.CancellationToken);

        Assert.True(received == approved, "The API has changed: compare openapi.received.json beside the tests with openapi.approved.json, and approve it by copying.");
    }

    [Fact]
    public async Task Scalar_ShowsIt_WithoutAThirdPartysHost()
    {
        await using var host = await ApiHost.StartAsync();
        using var page = await host.GetAsync("/scalar/");
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        using var root = await host.GetAsync("/");
        Assert.Equal("/scalar/", root.RequestMessage!.RequestUri!.AbsolutePath);
    }
}
