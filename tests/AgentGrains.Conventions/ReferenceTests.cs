using System.Xml.Linq;

namespace AgentGrains.Conventions;

/// <summary>The direction of references between projects.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AgentGrains.Core"] = [],
        ["AgentGrains.Contracts"] = ["AgentGrains.Core"],
        ["AgentGrains.Runtime"] = ["AgentGrains.Core"],
        ["AgentGrains.Grains"] = ["AgentGrains.Runtime", "AgentGrains.Contracts", "AgentGrains.Core"],
        ["AgentGrains.Models"] = ["AgentGrains.Core"],
        ["AgentGrains.Tools"] = ["AgentGrains.Core"],
        ["AgentGrains.Storage.Sqlite"] = ["AgentGrains.Core"],
        ["AgentGrains.Storage.Azure"] = ["AgentGrains.Core"],
        ["AgentGrains.Api"] = ["AgentGrains.Contracts", "AgentGrains.Core"],
        ["AgentGrains.Client"] = [],
        ["AgentGrains.Testing"] = ["AgentGrains.Core"],
    };

    private static readonly string[] Folders = ["src", "tests", "bench", "eng", "samples"];

    private static readonly string[] CorePackages = ["Ulid"];

    [Fact]
    public void Projects_ReferToEachOther_InOneDirection()
    {
        var wrong =
            from project in Repository.Files("src", "*.csproj")
            let name = Path.GetFileNameWithoutExtension(project)
            where name != "AgentGrains.Server"
            from target in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            where !Allowed.GetValueOrDefault(name, []).Contains(target)
            select $"{name} refers to {target}";
        Expect.None(wrong);
    }

    [Fact]
    public void Projects_AreAllListed_WithWhatTheyMayReferTo()
    {
        var unknown = Repository.Files("src", "*.csproj").Select(project => Path.GetFileNameWithoutExtension(project))
            .Where(name => name != "AgentGrains.Server" && !Allowed.ContainsKey(name));
        Expect.None(unknown);
    }

    /// <summary>What ships is built without the tests, and the service without what users test with.</summary>
    [Fact]
    public void Projects_OfTheProduct_ReferToNothingForTests()
    {
        var product = Repository.Files("src", "*.csproj").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var wrong =
            from project in Repository.Files("src", "*.csproj")
            from target in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            where !product.Contains(target) || target == "AgentGrains.Testing"
            select $"{Path.GetFileNameWithoutExtension(project)} refers to {target}";
        Expect.None(wrong);
    }

    /// <summary>A sample shows what a user's own program looks like, so it refers to what users have: the client.</summary>
    [Fact]
    public void Samples_ReferToTheClientOnly()
    {
        var wrong =
            from project in Repository.Files("samples", "*.csproj")
            from target in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            where target != "AgentGrains.Client"
            select $"{Path.GetFileNameWithoutExtension(project)} refers to {target}";
        Expect.None(wrong);
    }

    [Fact]
    public void Core_RefersToNoPackage_ButAbstractions()
    {
        var project = Repository.Files("src", "AgentGrains.Core.csproj").Single();
        var packages = References(project, "PackageReference");
        Assert.DoesNotContain(packages, name =>
            !CorePackages.Contains(name) && !(name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal)));
        Expect.None(References(project, "FrameworkReference"));
    }

    /// <summary>What two projects need is in a third that both refer to: a linked file is compiled twice, and a reader of its project does not see who else uses it.</summary>
    [Fact]
    public void Projects_CompileNoSourceOfAnother()
    {
        var wrong =
            from project in Folders.SelectMany(folder => Repository.Files(folder, "*.csproj")).Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            from compiled in XDocument.Load(project).Descendants("Compile").Attributes("Include")
            select $"{Repository.Name(project)} compiles {compiled.Value}";
        Expect.None(wrong);
    }

    [Fact]
    public void Projects_AreAllInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "AgentGrains.sln"));
        var missing = Folders.SelectMany(folder => Repository.Files(folder, "*.csproj"))
            .Where(project => !solution.Contains(Path.GetFileName(project), StringComparison.Ordinal));
        Expect.None(missing);
    }

    private static List<string> References(string project, string kind) =>
        [.. XDocument.Load(project).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!)];
}
