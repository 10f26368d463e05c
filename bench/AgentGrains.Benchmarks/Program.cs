using BenchmarkDotNet.Running;

// In this process: by default each benchmark is built as a project of its own, and with it all of the service that it measures.
const string InProcess = "--inProcess";

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args.Where(argument => argument != InProcess), InProcess]);
