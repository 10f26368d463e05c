using System.Reflection;
using PublicApiGenerator;

namespace AgentGrains.Conventions.PublicApi;

/// <summary>What others compile against changes only together with its approved file, so that a reviewer sees it.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        // What a generator adds is no promise of ours, and how a type is stored or sent has approved files of its own.
        DenyNamespacePrefixes = ["System", "Microsoft", "OrleansCodeGen"],
        ExcludeAttributes =
        [
            "System.Text.Json.Serialization.JsonConverterAttribute", "System.Text.Json.Serialization.JsonDerivedTypeAttribute", "System.Text.Json.Serialization.JsonIgnoreAttribute",
            "System.Text.Json.Serialization.JsonPolymorphicAttribute", "System.Text.Json.Serialization.JsonPropertyNameAttribute", "System.Text.Json.Serialization.JsonPropertyOrderAttribute",
            "System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute", "System.Text.Json.Serialization.JsonSerializableAttribute", "System.Text.Json.Serialization.JsonSourceGenerationOptionsAttribute",
            // They contain the path of a test on the disk of the build machine.
            "Xunit.FactAttribute", "Xunit.TheoryAttribute",
            "System.Runtime.CompilerServices.CompilerGeneratedAttribute", "System.CodeDom.Compiler.GeneratedCodeAttribute",
        ],
    };

    [Theory]
    [InlineData("AgentGrains.Core")]
    [InlineData("AgentGrains.Contracts")]
    [InlineData("AgentGrains.Client")]
    [InlineData("AgentGrains.Testing")]
    public void PublicApi_IsTheApprovedOne(string assembly)
    {
        var approvedFile = Path.Combine(Repository.Root, "tests", "AgentGrains.Conventions", "PublicApi", $"{assembly}.approved.txt");
        var receivedFile = Path.Combine(AppContext.BaseDirectory, $"{assembly}.received.txt");
        var received = Assembly.Load(assembly).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile) : "";
        if (received == approved)
            return;
        File.WriteAllText(receivedFile, received);
        Assert.Fail($"""
            The public API of {assembly} has changed:
            {string.Join('\n', LineDifference.Of(approved.Split('\n'), received.Split('\n')))}
            Where that is meant, approve it: cp {Repository.Name(receivedFile)} {Repository.Name(approvedFile)}
            """);
    }
}
