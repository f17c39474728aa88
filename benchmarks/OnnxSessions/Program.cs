// Times of single runs and memory over loads and unloads, straight on the ONNX adapter:
//   dotnet run -c Release --project benchmarks/OnnxSessions [-- path/to/model.onnx]
// RunTimes.cs and MemoryCycles.cs say how each is measured.
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelCluster.Node.Onnx;
using ModelCluster.OnnxSessions;

var start = MemoryCycles.ResidentKiB();
var environment = new OnnxEnvironment(Options.Create(new OnnxOptions()), NullLogger<OnnxEnvironment>.Instance);
var loader = new OnnxModelLoader(environment, NullLogger<OnnxModelLoader>.Instance);
Console.WriteLine($"ONNX Runtime {environment.Version}: {MemoryCycles.ResidentKiB() - start:N0} KiB for itself");

var repository = Path.Combine(MemoryCycles.RepositoryRoot(), "models", "repository");
if (args is [var given])
{
    MemoryCycles.Measure(loader, given);
    return;
}

foreach (var (model, rows) in new[] { ("iris/1", 1), ("iris/1", 32), ("add_sub/1", 1), ("digits/2.0.0", 1), ("digits/2.0.0", 32), ("edges/1", 1) })
    RunTimes.Measure(loader, Path.Combine(repository, model, "model.onnx"), model, rows);
MemoryCycles.Measure(loader, Path.Combine(repository, "digits", "2.0.0", "model.onnx"));
