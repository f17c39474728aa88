// The figures that the project promises, measured from outside on real processes: benchmarks/run builds and calls this.
//   Load [--short] [suite]... [--out FILE]
// Each suite is a file in Suites/; Driving/ is the load, Servers/ the processes.
using ModelCluster.Load;
using ModelCluster.Load.Suites;

var suites = new Dictionary<string, Action<Report, Effort>>(StringComparer.Ordinal)
{
    ["baseline"] = AgainstBaseline.Run,
    ["payloads"] = Payloads.Run,
    ["batching"] = Batching.Run,
    ["start"] = StartUp.Run,
    ["swaps"] = VersionSwaps.Run,
    ["many"] = ManyModels.Run,
    ["scaling"] = Scaling.Run,
    ["hop"] = Hop.Run,
    ["cluster"] = ClusterLife.Run,
};

var effort = args.Contains("--short", StringComparer.Ordinal) ? Effort.Short : Effort.Full;
var at = Array.IndexOf(args, "--out");
var output = at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
var chosen = args.Where((arg, index) => arg != "--short" && (at < 0 || index < at || index > at + 1)).ToList();
if (chosen.Find(name => !suites.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"no suite '{unknown}'; there are {string.Join(", ", suites.Keys)}");
    return 2;
}

var report = new Report();
foreach (var (name, run) in suites)
{
    if (chosen.Count == 0 || chosen.Contains(name, StringComparer.Ordinal))
        run(report, effort);
}

if (output is not null)
    await File.WriteAllTextAsync(output, report.ToString());
return 0;
