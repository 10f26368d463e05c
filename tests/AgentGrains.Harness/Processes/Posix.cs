using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AgentGrains.Harness.Processes;

/// <summary>What the base library has no way to ask of the kernel.</summary>
internal static partial class Posix
{
    // The numbers of Linux on x64 and arm64.
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int NewNetwork = 0x40000000;

    /// <summary>SIGSTOP to exactly this process: it stands still until <see cref="Resume"/>, and cannot refuse.</summary>
    public static void Suspend(int process) => Signal(process, SigStop);

    /// <summary>SIGCONT to exactly this process.</summary>
    public static void Resume(int process) => Signal(process, SigCont);

    /// <summary>Moves the calling thread, and no other, into a network namespace.</summary>
    public static void EnterNetwork(SafeFileHandle network)
    {
        if (SetNamespace(network, NewNetwork) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle network, int type);
}
