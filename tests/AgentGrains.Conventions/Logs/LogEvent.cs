using System.Reflection;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Conventions.Logs;

/// <summary>An event that the service logs, as its <c>[LoggerMessage]</c> declares it.</summary>
/// <param name="Project">The project, without the prefix that all have.</param>
/// <param name="Id">Its id.</param>
/// <param name="Level">Its level.</param>
/// <param name="Message">Its message.</param>
internal sealed record LogEvent(string Project, int Id, LogLevel Level, string Message)
{
    private const string Prefix = "AgentGrains.";
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Every event of every project of the service.</summary>
    public static IReadOnlyList<LogEvent> All { get; } =
    [
        .. from project in Projects
           from type in Assembly.Load(project).GetTypes()
           from method in type.GetMethods(Declared)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select new LogEvent(project[Prefix.Length..], message.EventId, message.Level, message.Message),
    ];

    /// <summary>The constants of a project's table of ids: each has the name of an event and its id.</summary>
    public static IReadOnlyList<int> TableOf(string project) =>
    [
        .. from field in Assembly.Load(Prefix + project).GetType($"{Prefix}{project}.LogEvents")?.GetFields(Declared) ?? []
           where field.IsLiteral
           select (int)field.GetRawConstantValue()!,
    ];

    // Users test with this one; it is no part of the service.
    private static IEnumerable<string> Projects => Repository.Files("src", "*.csproj").Select(project => Path.GetFileNameWithoutExtension(project)).Where(name => name != "AgentGrains.Testing");
}
