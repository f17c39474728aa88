using Microsoft.Extensions.Options;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Probe.Known;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Probe;

/// <summary>
/// Lets a new model file, ONNX or code, be loaded and run in a process of its own first, so that one which crashes, hangs or eats memory
/// becomes a failed version, not a dead node. What passed once, with this runtime, is known and not tried out again, under
/// whatever name it comes. A failure is not remembered: nothing tries a failed version again but a changed file or an
/// operator, who shall get a fresh answer. Thread-safe.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="onnx">The runtime's settings.</param>
/// <param name="environment">The runtime.</param>
/// <param name="code">Whose code may run.</param>
/// <param name="pool">Where files are tried out.</param>
/// <param name="memory">What is known.</param>
/// <param name="reading">Where files are read, off the threads that serve.</param>
/// <param name="logger">For the operator.</param>
internal sealed partial class ArtefactGuard(
    IOptions<ProbeOptions> options,
    IOptions<OnnxOptions> onnx,
    OnnxEnvironment environment,
    CodePermission code,
    ProbePool pool,
    ArtefactMemory memory,
    LoadingQueue reading,
    ILogger<ArtefactGuard> logger) : IArtefactGuard
{
    /// <summary>The first to try out what was found, the others to find it known, or changed meanwhile.</summary>
    private const int MaxAttempts = 5;

    /// <summary>.NET, and the very build of the contracts, which another node version may have changed.</summary>
    private static readonly string CodeRuntime = $"dotnet {Environment.Version} contracts {typeof(IServable).Assembly.ManifestModule.ModuleVersionId:N}";

    private readonly Flights<string, ProbeVerdict> _flights = new();

    /// <inheritdoc/>
    public async Task CheckAsync(ServableId id, Artefact artefact, AspiredModel wanted, CancellationToken cancellation)
    {
        var isCode = CodeModelLoader.Owns(artefact.Path);
        if (!options.Value.Enabled || !(isCode || new FileInfo(artefact.Path).IsModelFile()))
            return;
        if (isCode)
            code.Demand(artefact.Path);
        var runtime = isCode ? CodeRuntime : await reading.RunAsync(() => OnnxRuntimeFor(wanted.Options.Session)).WaitAsync(cancellation);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var files = await reading.RunAsync(() => ArtefactFiles.Of(artefact.Path)).WaitAsync(cancellation);
            if (await IsKnownAsync(files, runtime, cancellation))
                return;
            var sha256 = await reading.RunAsync(files.Sha256).WaitAsync(cancellation);
            var passed = new ArtefactEvents.ArtefactPassed(sha256, runtime, files.Path, files.Stamp);
            if ((await memory.ReadAsync(cancellation)).HasPassed(sha256, runtime))
                memory.Remember(passed);
            else
                await TryOutAsync(id, files, wanted, passed, cancellation);
        }

        throw new IOException($"{artefact.Path} changes again and again while it is tried out");
    }

    /// <summary>True also right after the file has passed, unless it has changed meanwhile.</summary>
    private async Task<bool> IsKnownAsync(ArtefactFiles files, string runtime, CancellationToken cancellation)
    {
        var known = await memory.ReadAsync(cancellation);
        return known.Sha256Of(files) is { } sha256 && known.HasPassed(sha256, runtime);
    }

    private async Task TryOutAsync(ServableId id, ArtefactFiles files, AspiredModel wanted, ArtefactEvents.ArtefactPassed passed, CancellationToken cancellation)
    {
        var bounds = new ProbeBounds(options.Value.Timeout, options.Value.MemoryFor(files.Bytes));
        var request = new ProbeRequest(
            id.Model.Value,
            id.Version.ToString(),
            files.Path,
            wanted.Options.Session,
            onnx.Value.SharedThreads,
            wanted.Options.MaxBatchSize,
            wanted.Options.Names,
            [.. wanted.Samples.Where(sample => sample.Versions?.Contains(id.Version) ?? true).Select(sample => sample.RequestJson)],
            bounds.MemoryBytes,
            CodeModelLoader.Owns(files.Path) ? code.Rules : null);
        LogTrying(id, files.Path);
        var verdict = await _flights.JoinAsync(
            $"{passed.Sha256} {passed.Runtime}",
            async token =>
            {
                var verdict = await pool.TryAsync(request, bounds, token);
                if (verdict.Outcome == ProbeOutcome.Passed)
                    memory.Remember(passed);
                return verdict;
            },
            cancellation);
        if (verdict.Reason(files.Path, bounds) is { Length: > 0 } reason)
            throw new ModelLoadException(reason);
    }

    private string OnnxRuntimeFor(SessionSettings settings) => $"onnxruntime {environment.Version} {settings.Device.ToString().ToLowerInvariant()}";

    [LoggerMessage(EventIds.ProbeTrying, LogLevel.Debug, "{Servable}: {Path} is new and is tried out first")]
    private partial void LogTrying(ServableId servable, string path);
}
