using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Journals;

/// <summary>The names in journals and checkpoints are a contract with what is stored already: a change of one is a change of an approved file.</summary>
public sealed class StoredNamesTests
{
    [Fact]
    public void Entries_AreStoredUnderTheApprovedNames() => Approved.Check("Journals/stored-names.approved.txt", EntryNames());

    [Fact]
    public void Entries_AreStoredInTheApprovedForm() => Approved.Check("Journals/stored-forms.approved.jsonl", string.Concat(EntryExamples.All.Select(entry => Records.Encode(entry) + "\n")));

    /// <summary>A checkpoint of another shape must carry another version, so that an old one is dropped: see <c>JournalCodec</c>.</summary>
    [Fact]
    public void Checkpoints_HaveTheApprovedShape() => Approved.Check("Journals/checkpoint-shape.approved.txt", Shape("SessionState", typeof(SessionState), []));

    [Fact]
    public void Names_WithinAnEntry_AreDifferent() => Assert.All(StoredNames.ByType.Keys, type => Assert.Distinct(Properties(type).Select(property => property.Name)));

    private static string EntryNames()
    {
        var text = new StringBuilder();
        HashSet<Type> parts = [];
        foreach (var (type, name) in StoredNames.ByType.OrderBy(named => named.Value, StringComparer.Ordinal))
            text.Append(Shape(name, type, parts));
        return text.ToString();
    }

    /// <summary>A line for the type, and before it one for each part, and each type of a hierarchy, that has none yet.</summary>
    private static string Shape(string name, Type type, HashSet<Type> parts)
    {
        var properties = Properties(type).ToList();
        var before = properties.Select(property => PartOf(property.Type)).Where(part => part is not null && parts.Add(part)).Select(part => Shape(Name(part!), part!, parts));
        var kinds = type.GetCustomAttributes<JsonDerivedTypeAttribute>().Where(listed => parts.Add(listed.DerivedType))
            .Select(listed => Shape($"{name} {listed.TypeDiscriminator}", listed.DerivedType, parts));
        return $"{string.Concat(before)}{string.Concat(kinds)}{name}: {string.Join(", ", properties.Select(property => $"{property.Name} {Name(property.Type)}"))}\n";
    }

    private static IEnumerable<(string Name, Type Type)> Properties(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always } && property is { CanWrite: true }
        let name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name
        orderby name
        select (name, property.PropertyType);

    private static Type? PartOf(Type type)
    {
        var part = Nullable.GetUnderlyingType(type) ?? type;
        if (part is { IsGenericType: true } && part.GetGenericArguments() is [var element])
            part = Nullable.GetUnderlyingType(element) ?? element;
        var isPart = part.Assembly == typeof(Entry).Assembly && !part.IsEnum && part.GetCustomAttribute<JsonConverterAttribute>() is null;
        return isPart ? part : null;
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        return type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
    }
}
