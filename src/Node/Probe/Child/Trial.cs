using Microsoft.Extensions.Options;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Onnx;

namespace ModelCluster.Node.Probe.Child;

/// <summary>
/// Does with a file what the node is going to do with it, by the same code: loads it, looks for its batch dimension, runs
/// its samples. Used for one file at a time.
/// </summary>
internal sealed class Trial(Action<ProbeReport> report)
{
    private OnnxModelLoader? _onnx;

    internal void Run(ProbeRequest request)
    {
        report(new ProbeReport(ProbeStage.Loading));
        var memory = new MemoryWatch(request.Code is { } rules ? CodeLoader(rules) : _onnx ??= OnnxLoader(request));
        try
        {
            ChildLimits.LimitMemory(request.MemoryBytes);
            Load(request, memory);
            report(memory.Failure is { } failure ? new ProbeReport(ProbeStage.OutOfMemory, failure) : new ProbeReport(ProbeStage.Passed));
        }
        catch (OutOfMemoryException failure)
        {
            report(new ProbeReport(ProbeStage.OutOfMemory, failure.Message));
        }
        catch (ModelLoadException failure)
        {
            var isMemory = memory.Failure is not null || MemoryWatch.IsOutOfMemory(failure.Message);
            report(new ProbeReport(isMemory ? ProbeStage.OutOfMemory : ProbeStage.Refused, memory.Failure ?? failure.Message));
        }
    }

    /// <summary>.NET keeps its handlers of signals: it makes a NullReferenceException of one, which code may well catch.</summary>
    private static CodeModelLoader CodeLoader(CodeRules rules) => new(new CodePermission(rules), new StandardErrorLog<CodeModelLoader>());

    private static OnnxModelLoader OnnxLoader(ProbeRequest request)
    {
        ChildLimits.CrashAtOnce();
        var options = Options.Create(new OnnxOptions { SharedThreads = request.SharedThreads });
        return new OnnxModelLoader(new OnnxEnvironment(options, new StandardErrorLog<OnnxEnvironment>()), new StandardErrorLog<OnnxModelLoader>());
    }

    private void Load(ProbeRequest request, IModelLoader loader)
    {
        using var threads = new ExecutorThreads("trial", 1);
        var clock = new ServingClock(TimeProvider.System);
        var servables = new ServableLoader(loader, OpenInferenceServices.SampleReader(clock.Time), threads, clock);
        var id = new ServableId(ModelName.Parse(request.Model), ModelVersion.Parse(request.Version));
        using var servable = servables.Load(
            id,
            new Artefact(id.Version, request.Path, Stamp: ""),
            new AspiredModel(id.Model, OptionsOf(request), [], SamplesOf(request), Problem: null),
            warming: () => report(new ProbeReport(ProbeStage.Running)),
            note: note => Console.Error.WriteLine(note));
    }

    /// <summary>Right or wrong answers are for the node to judge: here every sample is only run.</summary>
    private static ModelOptions OptionsOf(ProbeRequest request) => new()
    {
        Session = request.Session,
        MaxBatchSize = request.MaxBatchSize,
        Names = request.Names,
        Instances = 1,
        SmokeTest = false,
        WarmUpRuns = Math.Max(1, request.Samples.Count),
    };

    private static ModelSample[] SamplesOf(ProbeRequest request) =>
        [.. request.Samples.Select((json, index) => new ModelSample($"sample {index + 1}", Versions: null, json, ExpectedJson: null, Tolerance: 0))];
}
