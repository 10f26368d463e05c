using System.Diagnostics;
using System.Globalization;

namespace AgentGrains.Telemetry.Receiving;

/// <summary>Reads what OTLP exporters send, as far as tests look at it. The field numbers are those of opentelemetry-proto 1.7.</summary>
internal static class OtlpMessages
{
    public static List<ReceivedSpan> Spans(ReadOnlySpan<byte> request)
    {
        List<ReceivedSpan> spans = [];
        for (var export = new WireReader(request); export.Read();)
        {
            var resource = new Dictionary<string, string>();
            for (var group = new WireReader(export.Bytes); group.Read();)
            {
                if (group.Field == 1)
                    resource = Attributes(group.Bytes, 1);
                for (var scope = new WireReader(group.Field == 2 ? group.Bytes : []); scope.Read();)
                {
                    if (scope.Field == 2)
                        spans.Add(Span(scope.Bytes) with { Resource = resource });
                }
            }
        }
        return spans;
    }

    public static List<ReceivedPoint> Points(ReadOnlySpan<byte> request)
    {
        List<ReceivedPoint> points = [];
        for (var export = new WireReader(request); export.Read();)
        {
            for (var group = new WireReader(export.Bytes); group.Read();)
            {
                for (var scope = new WireReader(group.Field == 2 ? group.Bytes : []); scope.Read();)
                {
                    if (scope.Field == 2)
                        AddPoints(scope.Bytes, points);
                }
            }
        }
        return points;
    }

    private static ReceivedSpan Span(ReadOnlySpan<byte> message)
    {
        var (span, parent) = (new ReceivedSpan("", "", "", ""), "");
        List<(string Trace, string Id)> links = [];
        for (var field = new WireReader(message); field.Read();)
        {
            span = field.Field switch
            {
                1 => span with { Trace = field.Hex },
                2 => span with { Id = field.Hex },
                5 => span with { Name = field.Text },
                // Their kinds begin with one that is unspecified, and ours do not.
                6 => span with { Kind = (ActivityKind)(field.Number - 1) },
                7 => span with { From = Time(field.Number) },
                8 => span with { To = Time(field.Number) },
                15 => span with { Failed = Status(field.Bytes) == 2 },
                _ => span,
            };
            if (field.Field == 4)
                parent = field.Hex;
            if (field.Field == 13)
                links.Add(Link(field.Bytes));
        }
        return span with { Parent = parent, Links = links, Attributes = Attributes(message, 9) };
    }

    private static void AddPoints(ReadOnlySpan<byte> message, List<ReceivedPoint> points)
    {
        var (name, unit) = ("", "");
        for (var field = new WireReader(message); field.Read();)
        {
            if (field.Field == 1)
                name = field.Text;
            else if (field.Field == 3)
                unit = field.Text;
            // Gauges and sums have their attributes in another field than histograms.
            for (var point = new WireReader(field.Field is 5 or 7 or 9 ? field.Bytes : []); point.Read();)
            {
                if (point.Field == 1)
                    points.Add(new ReceivedPoint(name, unit, Attributes(point.Bytes, field.Field == 9 ? 9 : 7)) { Value = field.Field == 9 ? null : Whole(point.Bytes) });
            }
        }
    }

    private static long? Whole(ReadOnlySpan<byte> message)
    {
        for (var field = new WireReader(message); field.Read();)
        {
            if (field.Field == 6)
                return (long)field.Number;
        }
        return null;
    }

    private static (string Trace, string Id) Link(ReadOnlySpan<byte> message)
    {
        var (trace, id) = ("", "");
        for (var field = new WireReader(message); field.Read();)
        {
            if (field.Field == 1)
                trace = field.Hex;
            else if (field.Field == 2)
                id = field.Hex;
        }
        return (trace, id);
    }

    private static ulong Status(ReadOnlySpan<byte> message)
    {
        for (var field = new WireReader(message); field.Read();)
        {
            if (field.Field == 3)
                return field.Number;
        }
        return 0;
    }

    private static Dictionary<string, string> Attributes(ReadOnlySpan<byte> message, int number)
    {
        var attributes = new Dictionary<string, string>();
        for (var field = new WireReader(message); field.Read();)
        {
            if (field.Field != number)
                continue;
            var (name, value) = ("", "");
            for (var pair = new WireReader(field.Bytes); pair.Read();)
            {
                if (pair.Field == 1)
                    name = pair.Text;
                else
                    value = Value(pair.Bytes);
            }
            attributes[name] = value;
        }
        return attributes;
    }

    private static string Value(ReadOnlySpan<byte> message)
    {
        for (var field = new WireReader(message); field.Read();)
        {
            return field.Field switch
            {
                1 => field.Text,
                2 => field.Number == 0 ? "false" : "true",
                3 => ((long)field.Number).ToString(CultureInfo.InvariantCulture),
                4 => field.Double.ToString(CultureInfo.InvariantCulture),
                5 => Values(field.Bytes),
                _ => throw new FormatException($"A value of kind {field.Field} is not expected."),
            };
        }
        return "";
    }

    private static string Values(ReadOnlySpan<byte> message)
    {
        List<string> values = [];
        for (var field = new WireReader(message); field.Read();)
            values.Add(Value(field.Bytes));
        return string.Join(',', values);
    }

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}
