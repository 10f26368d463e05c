using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentGrains.Contracts;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Grains.Tests.Checks;

/// <summary>What hosts say to each other, as text: a host of the version before must understand it while a deployment is rolled out.</summary>
internal sealed class WireContract
{
    private readonly StringBuilder text = new();
    private readonly SortedDictionary<string, Type> forms = new(StringComparer.Ordinal);

    /// <summary>The whole contract.</summary>
    /// <param name="grainTypes">The name of each grain interface's grain, which stored reminders hold too.</param>
    public static string Describe(IReadOnlyDictionary<Type, string> grainTypes)
    {
        var contract = new WireContract();
        var types = typeof(ISessionGrain).Assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal).ToList();
        foreach (var type in types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)))
            contract.AddInterface(type, grainTypes.GetValueOrDefault(type));
        foreach (var type in types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute))))
            contract.AddSerialized(type);
        foreach (var type in types.Where(type => type.IsDefined(typeof(RegisterConverterAttribute))))
            contract.AddConverted(type);
        contract.AddForms();
        return contract.text.ToString();
    }

    private void AddInterface(Type type, string? grainType)
    {
        text.Append($"interface {Alias(type)}{(grainType is null ? "" : $" of grain {grainType}")}\n");
        foreach (var method in type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
        {
            var parameters = string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));
            text.Append($"  {Alias(method)}({parameters}): {Name(method.ReturnType)}{(method.IsDefined(typeof(Orleans.Concurrency.OneWayAttribute)) ? ", one way" : "")}\n");
        }
    }

    private void AddSerialized(Type type)
    {
        text.Append($"record {Alias(type)}\n");
        var fields = type.GetProperties().Where(property => property.IsDefined(typeof(IdAttribute))).Select(property => (property.GetCustomAttribute<IdAttribute>()!.Id, property.PropertyType));
        foreach (var (id, field) in fields.OrderBy(field => field.Id))
            text.Append($"  {id}: {Name(field)}\n");
    }

    private void AddConverted(Type converter)
    {
        var arguments = converter.GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConverter<,>)).GetGenericArguments();
        text.Append($"converted {Name(arguments[0])} as {Alias(arguments[1])}\n");
        // The envelope is of this host only; on the wire is what is in it.
        Reach(arguments[0] == typeof(InputEnvelope) ? typeof(SessionInput) : arguments[0]);
    }

    private void AddForms()
    {
        var written = new HashSet<string>();
        while (forms.FirstOrDefault(form => !written.Contains(form.Key)) is { Value: { } type, Key: { } name })
        {
            written.Add(name);
            var form = WireForms.Default.GetTypeInfo(type)!;
            text.Append($"json {name}\n");
            foreach (var derived in form.PolymorphismOptions?.DerivedTypes.OrderBy(derived => (string)derived.TypeDiscriminator!, StringComparer.Ordinal).ToList() ?? [])
            {
                text.Append($"  {form.PolymorphismOptions!.TypeDiscriminatorPropertyName} = {derived.TypeDiscriminator}: {Name(derived.DerivedType)}\n");
                Reach(derived.DerivedType);
            }
            foreach (var property in form.Properties.Where(property => property.Get is not null || property.Set is not null).OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                text.Append($"  {property.Name}: {Name(property.PropertyType)}{(property.IsRequired ? ", required" : "")}\n");
                Reach(property.PropertyType);
            }
        }
    }

    /// <summary>Notes the forms that a type is written in, its elements' too.</summary>
    private void Reach(Type type)
    {
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            Reach(argument);
        if (type.IsEnum)
            return;
        if (type.Namespace!.StartsWith("AgentGrains", StringComparison.Ordinal) && WireForms.Default.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object })
            forms.TryAdd(Name(type), type);
    }

    private static string Alias(MemberInfo member) =>
        member.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{member} has no alias: its name in the code would be its name on the wire.");

    private static string Name(Type type)
    {
        if (type.IsEnum)
            return $"{type.Name}({string.Join(" ", Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value)))})";
        return !type.IsGenericType ? type.Name : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
