using System.Text.RegularExpressions;

namespace AgentGrains.Deployment;

/// <summary>The Dockerfile has what it builds, and the image is what the deployment expects.</summary>
public sealed partial class ImageTests
{
    private static readonly string[] Lines = Checkout.Read("Dockerfile").Split('\n');

    /// <summary>What is copied from the checkout, as paths in it.</summary>
    private static readonly List<string> Copied =
        [.. Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1])];

    [Fact]
    public void WhatIsCopied_IsThere()
    {
        Assert.NotEmpty(Copied);
        Expect.None(Copied.Where(path => !Path.Exists(Path.Combine(Checkout.Root, path))).Select(path => $"there is no {path}"));
        var left = File.ReadAllLines(Path.Combine(Checkout.Root, ".dockerignore")).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Expect.None(Copied.Where(path => left.Contains(path.TrimEnd('/'))).Select(path => $".dockerignore leaves {path} out"));
    }

    [Fact]
    public void WhatProjectsReadOutsideTheirFolder_IsCopied() =>
        Expect.None(from project in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                    from Match match in Outside().Matches(File.ReadAllText(project))
                    let path = Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, match.Groups[1].Value)))
                    where !Copied.Any(copied => path.StartsWith(copied.TrimEnd('/'), StringComparison.Ordinal))
                    select $"{Path.GetFileName(project)} reads {path}");

    [Fact]
    public void Build_GoesByTheLockFiles_AndPublishesTheServer()
    {
        Assert.Contains("RUN dotnet restore src/AgentGrains.Server --locked-mode -p:Shipped=true", Lines);
        Assert.Contains("RUN dotnet publish src/AgentGrains.Server --configuration Release --no-restore -p:Shipped=true --output /app", Lines);
        Assert.Contains("""ENTRYPOINT ["./AgentGrains.Server"]""", Lines);
        Expect.None(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => !File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json"))).Select(project => $"{project} has no lock file"));
    }

    [Fact]
    public void Image_RunsWithoutRoot_OnTheSdkOfTheCheckout()
    {
        Assert.Contains("USER $APP_UID", Lines.SkipWhile(line => !line.StartsWith("FROM mcr.microsoft.com/dotnet/runtime-deps:", StringComparison.Ordinal)));
        var framework = FrameworkVersion().Match(Checkout.Read("Directory.Build.props")).Groups[1].Value;
        Assert.Equal(2, Lines.Count(line => line.StartsWith("FROM mcr.microsoft.com/dotnet/", StringComparison.Ordinal) && line.Contains($":{framework}", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?:Include|Import|Project)=""(\.\./\.\./[^""$*]+)")]
    private static partial Regex Outside();

    [GeneratedRegex("<TargetFramework>net([0-9.]+)</TargetFramework>")]
    private static partial Regex FrameworkVersion();
}
