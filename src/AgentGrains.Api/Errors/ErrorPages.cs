using System.Collections.Frozen;
using AgentGrains.Api.Json;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Errors;

/// <summary>The pages of the error codes, which the <c>type</c> of every problem document names.</summary>
internal static class ErrorPages
{
    private const string Prefix = "errors/";

    /// <summary>The page of each code.</summary>
    public static readonly FrozenDictionary<string, byte[]> All = typeof(ErrorPages).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read, StringComparer.OrdinalIgnoreCase);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/errors/{code}", (HttpContext context, string code) => All.TryGetValue(code, out var page)
            ? Answer.WriteAsync(context, StatusCodes.Status200OK, "text/plain; charset=utf-8", page, null)
            : throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no error code '{code}'.")).ExcludeFromDescription();

    private static byte[] Read(string name)
    {
        using var page = typeof(ErrorPages).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[page.Length];
        page.ReadExactly(bytes);
        return bytes;
    }
}
