// What a hop from node to node costs: a client and a server process on this machine, linked as nodes are.
// Run: dotnet run -c Release --project benchmarks/Links [-- rounds [result file]]
// Server.cs is the other process, Round.cs how it is measured, Report.cs how it is told.
using ModelCluster.Links;

if (args is ["serve"])
{
    await Server.RunAsync();
    return 0;
}

var rounds = args is [var count, ..] ? int.Parse(count) : 5;
await using var client = await Client.StartAsync();
var report = new Report();
foreach (var load in Load.All)
    report.Add(load, await client.MeasureAsync(load, rounds));
Console.WriteLine(report);
if (args is [_, var file])
    await File.WriteAllTextAsync(file, report.ToString());
return 0;
