using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Conversations.Decisions;

// dotnet run -c Release --project bench/Decisions           decisions, then the snapshot over a year
// dotnet run -c Release --project bench/Decisions -- year   the snapshot alone
if (args is not ["year"])
{
    var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(10);
    BenchmarkRunner.Run<DecisionBenchmarks>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "conversations-decisions")));
}

YearOfHistory.Print();
