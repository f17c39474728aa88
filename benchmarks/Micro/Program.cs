// Small benchmarks that run in seconds: dotnet run -c Release --project benchmarks/Micro -- <suite> [result file]
// Each suite is a folder; Measurement.cs is how all of them measure, Report.cs how they tell.
using ModelCluster.Micro;
using ModelCluster.Micro.Journal;
using ModelCluster.Micro.Json;
using ModelCluster.Micro.Kernel;
using ModelCluster.Micro.Placement;

var suites = new Dictionary<string, Func<Report, Task>>(StringComparer.Ordinal)
{
    ["journal"] = JournalSuite.RunAsync,
    ["json"] = JsonSuite.RunAsync,
    ["kernel"] = KernelSuite.RunAsync,
    ["placement"] = PlacementSuite.RunAsync,
};

if (args is not [var name, ..] || !suites.TryGetValue(name, out var run))
{
    await Console.Error.WriteLineAsync($"Name a suite: {string.Join(", ", suites.Keys)}; optionally followed by a file for the results.");
    return 2;
}

var report = new Report(name);
await run(report);
Console.WriteLine(report);
if (args is [_, var file]) await File.WriteAllTextAsync(file, report.ToString());
return 0;
