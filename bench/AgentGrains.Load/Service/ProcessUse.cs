using System.Globalization;

namespace AgentGrains.Load.Service;

/// <summary>What a process uses, as the kernel counts it.</summary>
internal static class ProcessUse
{
    // USER_HZ is part of Linux's interface and 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Time on all cores since its start, in user and kernel mode.</summary>
    public static TimeSpan CpuOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // The second field is the program's name in brackets and may hold anything; fields 14 and 15 are utime and stime.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Memory of its own that is in RAM, in bytes: no files, no libraries.</summary>
    public static long AnonymousBytes(int process)
    {
        const string Name = "RssAnon:";
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return Number(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;
    }

    /// <summary>Bytes that it has caused to be written to a device: pages of the file cache, each time one became dirty.</summary>
    public static long WrittenBytes(int process)
    {
        const string Name = "write_bytes:";
        var line = File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return Number(line[Name.Length..]);
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
