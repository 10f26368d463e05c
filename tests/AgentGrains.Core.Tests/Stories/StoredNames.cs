using System.Reflection;
using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Tests.Stories;

/// <summary>The names under which the types of entries are stored.</summary>
internal static class StoredNames
{
    /// <summary>Every type of entry with its stored name.</summary>
    public static readonly IReadOnlyDictionary<Type, string> ByType = typeof(Entry).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    public static string Of(Entry entry) => ByType[entry.GetType()];
}
