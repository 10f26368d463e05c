namespace AgentGrains.ModelCases.Driving;

/// <summary>The tools of the cases' agents, as a definition has them.</summary>
internal static class AgentTools
{
    /// <summary><c>get_weather</c>, <c>now</c> and <c>pay</c>.</summary>
    public static IEnumerable<object> All(Func<string, Uri> urlOf) => [Weather(urlOf), Now(urlOf), Pay(urlOf)];

    /// <summary>The same, if <c>now</c> has empty <c>parameters</c> instead of none.</summary>
    public static IEnumerable<object> WithBraces(Func<string, Uri> urlOf) =>
        [Weather(urlOf), new { type = "http", name = "now", url = urlOf("now"), effect = "read", parameters = new { } }, Pay(urlOf)];

    /// <summary>The same, and the client tool <c>pick</c>.</summary>
    public static IEnumerable<object> WithPick(Func<string, Uri> urlOf) =>
        [.. All(urlOf), new { type = "client", name = "pick", effect = "read", parameters = Schema(new { n = new { type = "integer" } }, "n") }];

    /// <summary>No tools.</summary>
    public static IEnumerable<object> None(Func<string, Uri> urlOf) => [];

    private static object Weather(Func<string, Uri> urlOf) =>
        new { type = "http", name = "get_weather", url = urlOf("get_weather"), effect = "read", parameters = Schema(new { city = new { type = "string" } }, "city") };

    private static object Now(Func<string, Uri> urlOf) => new { type = "http", name = "now", url = urlOf("now"), effect = "read" };

    private static object Pay(Func<string, Uri> urlOf) =>
        new { type = "http", name = "pay", url = urlOf("pay"), effect = "irreversible", parameters = Schema(new { amount = new { type = "number" } }, "amount") };

    private static object Schema(object properties, params string[] required) => new { type = "object", properties, required };
}
