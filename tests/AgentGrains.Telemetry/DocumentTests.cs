using System.Reflection;
using System.Text.RegularExpressions;
using AgentGrains.Grains.Telemetry;

namespace AgentGrains.Telemetry;

/// <summary>docs/telemetry.md has every name that the code has, and no other.</summary>
public sealed partial class DocumentTests
{
    // Names of 1.36 and of other makers that the document only compares with.
    private static readonly string[] Beside = ["gen_ai_latest_experimental", "gen_ai/dup", "gen_ai/v1.36"];

    [Fact]
    public void Document_NamesWhatTheCodeSays_AndNothingElse()
    {
        var document = Name().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "telemetry.md"))).Select(match => match.Groups[1].Value).Distinct().Except(Beside);

        Assert.Equal(NamesOf(typeof(GenAi)).Concat(NamesOf(typeof(OwnNames))).Distinct().Order(), document.Order());
    }

    [Fact]
    public void Document_NamesEverySetting()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "telemetry.md"));
        var settings = File.ReadAllText(Path.Combine(Root(), "src", "AgentGrains.Server", "Telemetry", "TelemetrySettings.cs"));
        var named = Variable().Matches(settings).Select(match => match.Groups[1].Value)
            .Concat(OwnSetting().Matches(settings).Select(match => $"AgentGrains:Telemetry:{match.Groups[1].Value}")).Distinct().ToList();

        Assert.Contains("AgentGrains:Telemetry:CaptureContent", named);
        Assert.DoesNotContain(named, setting => !document.Contains($"`{setting}`", StringComparison.Ordinal));
    }

    private static IEnumerable<string> NamesOf(Type type) =>
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.IsLiteral && field.FieldType == typeof(string)
        let name = (string)field.GetRawConstantValue()!
        where Dotted().IsMatch(name)
        select name;

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AgentGrains.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No folder above the tests has AgentGrains.sln.");
    }

    [GeneratedRegex(@"`((?:gen_ai|agentgrains|server|error)[./_][a-z0-9_./]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?:gen_ai|agentgrains|server|error)\.[a-z0-9_.]+$")]
    private static partial Regex Dotted();

    [GeneratedRegex("= \"((?:OTEL|APPLICATIONINSIGHTS)_[A-Z_]+)\"")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{Section\}:([A-Za-z]+)")]
    private static partial Regex OwnSetting();
}
