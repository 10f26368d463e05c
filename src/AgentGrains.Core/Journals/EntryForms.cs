using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentGrains.Core.Journals;

/// <summary>The stored name and form of each type of entry, as <see cref="Entry"/> lists them.</summary>
internal static class EntryForms
{
    private static readonly FrozenDictionary<Type, EntryForm> ByType = typeof(Entry).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(listed => new EntryForm(JsonEncodedText.Encode((string)listed.TypeDiscriminator!), JournalJson.Default.GetTypeInfo(listed.DerivedType)!))
        .ToFrozenDictionary(form => form.Json.Type);

    private static readonly FrozenDictionary<string, EntryForm> ByName = ByType.Values.ToFrozenDictionary(form => form.Name.Value, StringComparer.Ordinal);

    /// <summary>All types of entries.</summary>
    public static IReadOnlyCollection<Type> Types => ByType.Keys;

    /// <summary>The form of an entry.</summary>
    public static EntryForm Of(Entry entry) => ByType[entry.GetType()];

    /// <summary>The form of a stored name.</summary>
    public static EntryForm Find(string? name) =>
        name is not null && ByName.TryGetValue(name, out var form) ? form : throw new JsonException($"There is no entry of the name '{name}'.");
}

/// <summary>How entries of one type are stored.</summary>
/// <param name="Name">The stored name of the type.</param>
/// <param name="Json">The form of what comes behind the name.</param>
internal sealed record EntryForm(JsonEncodedText Name, JsonTypeInfo Json);
