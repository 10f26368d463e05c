using System.Globalization;

namespace AgentGrains.Harness.Processes;

/// <summary>Starts a program with a wall clock that is off, by libfaketime.</summary>
internal static class FakeTime
{
    private const string Library = "libfaketimeMT.so.1";

    private static readonly string[] Folders =
    [
        "/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime", "/usr/lib64/faketime", "/usr/local/lib/faketime",
    ];

    /// <summary>What to put before a command.</summary>
    /// <exception cref="FileNotFoundException">The library is not installed.</exception>
    public static IEnumerable<string> Prefix(TimeSpan offset)
    {
        var library = Folders.Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"A clock that is off needs {Library}, which is in none of {string.Join(", ", Folders)}. Install it: apt-get install -y faketime");
        return
        [
            "env", $"LD_PRELOAD={library}", string.Create(CultureInfo.InvariantCulture, $"FAKETIME={offset.TotalSeconds:+0.000;-0.000}"),
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // With its repair of waits on the monotonic clock .NET's waits return at once: measured, ten times the CPU and a sixth of the speed.
            "FAKETIME_FORCE_MONOTONIC_FIX=0",
            // Times of files are the disk's, not the clock's.
            "NO_FAKE_STAT=1",
        ];
    }
}
