using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentGrains.Deployment.Bicep;
using YamlDotNet.Serialization;

namespace AgentGrains.Deployment;

/// <summary>What azd reads names what there is.</summary>
public sealed partial class AzdTests
{
    /// <summary>Set by azd itself.</summary>
    private static readonly string[] OfAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "SERVICE_SERVER_IMAGE_NAME"];

    private static readonly string[] Templates = ["main", "server"];

    [Fact]
    public void Service_IsBuiltFromFilesThatThereAre_AndDeployedByItsOwnBicep()
    {
        var azd = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Checkout.Read("azure.yaml"));
        var services = (Dictionary<object, object>)azd["services"];
        Assert.Equal(["server"], services.Keys);
        var service = (Dictionary<object, object>)services["server"];
        var docker = (Dictionary<object, object>)service["docker"];
        var project = Path.Combine(Checkout.Root, (string)service["project"]);
        Assert.Equal(("containerapp", "docker"), (service["host"], service["language"]));
        Assert.True(File.Exists(Path.Combine(project, (string)docker["path"])), "There is no Dockerfile where azure.yaml says.");
        Assert.Equal(Path.GetFullPath(Checkout.Root + "/"), Path.GetFullPath(Path.Combine(project, (string)docker["context"]) + "/"));
        Assert.Contains($"'Microsoft.App/containerApps@{service["apiVersion"]}'", Checkout.Read("infra/server.bicep"), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Checkout.Infra, "server.parameters.json")), "azd deploys a service by infra/{service}.bicep and its parameters.");
    }

    [Fact]
    public void Modules_AreAllUsed_AndComeFromHere()
    {
        var used = BicepFiles().SelectMany(file => Reference().Matches(File.ReadAllText(file)).Select(match => (From: file, Path: match.Groups[1].Value))).ToList();
        Expect.None(used.Where(reference => reference.Path.Contains(':', StringComparison.Ordinal)).Select(reference => $"{reference.From} takes {reference.Path} from elsewhere"));
        var files = used.Select(reference => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(reference.From)!, reference.Path))).ToHashSet();
        var entries = Templates.Select(template => Path.Combine(Checkout.Infra, $"{template}.bicep")).ToHashSet();
        Expect.None(BicepFiles().Where(file => !files.Contains(file) && !entries.Contains(file)).Select(file => $"nothing uses {file}"));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("server")]
    public void Parameters_NameVariablesThatAreSet(string template)
    {
        var outputs = OutputName().Matches(Checkout.Read("infra/main.bicep")).Select(match => match.Groups[1].Value).ToList();
        var manual = Checkout.Read("docs/deploy.md");
        Expect.None(from variable in ParametersFile.Read($"{template}.parameters.json").Variables
                    where !OfAzd.Contains(variable.Name) && !outputs.Contains(variable.Name) && !(variable.HasDefault && manual.Contains($"`{variable.Name}`", StringComparison.Ordinal))
                    select $"{variable.Name} is not set");
    }

    [Theory]
    [InlineData("main")]
    [InlineData("server")]
    public void Parameters_AreTheTemplates_AndInTheManual(string template)
    {
        var declared = Parameter().Matches(Checkout.Read($"infra/{template}.bicep")).Select(match => match.Groups[1].Value).Order().ToList();
        Assert.Equal(declared, ParametersFile.Read($"{template}.parameters.json").Values.Keys.Order());
        var manual = Checkout.Read("docs/deploy.md");
        Expect.None(declared.Where(name => !manual.Contains($"| `{name}` |", StringComparison.Ordinal)).Select(name => $"docs/deploy.md does not tell of {name}"));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("server")]
    public void Parameters_AreDescribed(string template)
    {
        var lines = Checkout.Read($"infra/{template}.bicep").Split('\n');
        Expect.None(Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("param ", StringComparison.Ordinal))
            .Where(i => !lines.Take(i).Reverse().TakeWhile(line => line.Length > 0).Any(line => line.StartsWith("@description('", StringComparison.Ordinal)))
            .Select(i => lines[i]));
    }

    [Fact]
    public void Workbook_IsJson_AndAsksForNumbersThatThereAre()
    {
        var items = JsonNode.Parse(Checkout.Read("infra/workbook.json"))!["items"]!.AsArray();
        var queries = items.Select(item => item!["content"].Text("query")).Where(query => query.Length > 0).ToList();
        Assert.NotEmpty(queries);
        Expect.None(queries.SelectMany(query => Checks.QueryCheck.Find(query, Settings.Metrics.Told)));
    }

    private static IEnumerable<string> BicepFiles() => Directory.EnumerateFiles(Checkout.Infra, "*.bicep", SearchOption.AllDirectories).Select(Path.GetFullPath);

    [GeneratedRegex(@"^(?:module \w+|import \{[^}]*\} from) '([^']+)'", RegexOptions.Multiline)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^output (\w+) ", RegexOptions.Multiline)]
    private static partial Regex OutputName();

    [GeneratedRegex(@"^param (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Parameter();
}
