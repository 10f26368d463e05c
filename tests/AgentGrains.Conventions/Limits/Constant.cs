using System.Globalization;
using System.Reflection;

namespace AgentGrains.Conventions.Limits;

/// <summary>The values that the code goes by, by their names, and how documents write them.</summary>
internal static class Constant
{
    private const BindingFlags Anywhere = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>A constant, or an option's default: <c>Api.Json.RequestBody.MaxBytes</c>.</summary>
    public static object Of(string name)
    {
        var dot = name.LastIndexOf('.');
        var typeName = $"AgentGrains.{name[..dot]}";
        var type = new[] { "Core", "Contracts", "Runtime", "Grains", "Models", "Tools", "Storage.Sqlite", "Storage.Azure", "Api", "Server" }
            .Select(assembly => Assembly.Load($"AgentGrains.{assembly}").GetType(typeName)).FirstOrDefault(found => found is not null);
        Assert.True(type is not null, $"There is no type {typeName}.");
        if (type.GetField(name[(dot + 1)..], Anywhere) is { IsStatic: true } field)
            return field.GetValue(null)!;
        var option = type.GetProperty(name[(dot + 1)..], Anywhere);
        Assert.True(option is not null, $"There is no {name}.");
        return option.GetValue(Activator.CreateInstance(type))!;
    }

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(string name) => Convert.ToInt64(Of(name), CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A size in the largest unit that it is a whole number of.</summary>
    public static string Size(string name)
    {
        var bytes = Convert.ToInt64(Of(name), CultureInfo.InvariantCulture);
        return bytes % (1 << 20) == 0 ? $"{bytes >> 20} MiB" : bytes % (1 << 10) == 0 ? $"{bytes >> 10} KiB" : $"{bytes} B";
    }

    /// <summary>A time in the unit that reads best; a plain number is one of milliseconds.</summary>
    public static string Time(string name)
    {
        var time = Of(name) is TimeSpan span ? span : TimeSpan.FromMilliseconds(Convert.ToInt64(Of(name), CultureInfo.InvariantCulture));
        return (time.TotalDays, time.TotalHours, time.TotalMinutes, time.TotalSeconds) switch
        {
            ( >= 3 and var days, _, _, _) => string.Create(CultureInfo.InvariantCulture, $"{days} days"),
            (_, >= 1 and var hours, _, _) => string.Create(CultureInfo.InvariantCulture, $"{hours} h"),
            (_, _, > 1 and var minutes, _) => string.Create(CultureInfo.InvariantCulture, $"{minutes} min"),
            (_, _, _, var seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        };
    }
}
