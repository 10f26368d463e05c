using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentGrains.Deployment.Settings;

/// <summary>A part of the configuration and the options that it becomes.</summary>
/// <param name="Path">Where it is, with colons.</param>
/// <param name="Options">The name of the type, with its assembly. A name, because most of these types are internal to their project.</param>
/// <param name="Besides">Settings of the section that the choice between implementations reads itself.</param>
internal sealed record SettingsSection(string Path, string Options, params string[] Besides)
{
    private const BindingFlags Anywhere = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>What is wrong with the settings of this section.</summary>
    public IEnumerable<string> Mistakes(IConfiguration configuration)
    {
        var type = Type.GetType(Options);
        if (type is null)
            return [$"{Path} is to become {Options}, which there is not"];
        var settings = configuration.GetSection(Path).AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null && !Besides.Contains(setting.Key, StringComparer.OrdinalIgnoreCase));
        var options = Activator.CreateInstance(type, nonPublic: true)!;
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure)
        {
            return [$"{Path}: {failure.Message} {failure.InnerException?.Message}"];
        }
        return Validate(type, options).Select(mistake => $"{Path}: {mistake}");
    }

    /// <summary>By the options themselves where they tell their mistakes, otherwise by the one validator that their project has for them.</summary>
    private static IEnumerable<string> Validate(Type type, object options)
    {
        if (type.GetMethod("Mistakes", Anywhere, []) is { } mistakes)
            return (IEnumerable<string>)mistakes.Invoke(options, [])!;
        var kind = typeof(IValidateOptions<>).MakeGenericType(type);
        var validator = type.Assembly.GetTypes().SingleOrDefault(candidate => candidate is { IsClass: true, IsAbstract: false } && candidate.IsAssignableTo(kind))
            ?? throw new InvalidOperationException($"Nothing in {type.Assembly.GetName().Name} validates {type.Name}.");
        var result = (ValidateOptionsResult)kind.GetMethod("Validate")!.Invoke(Activator.CreateInstance(validator, nonPublic: true), [null, options])!;
        return result.Failed ? result.Failures : [];
    }
}
