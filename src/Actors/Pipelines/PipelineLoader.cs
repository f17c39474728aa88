using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Pipelines;

/// <summary>
/// Loads pipelines: reads the file, waits for the models of the steps, holds the one against the others. In what order models
/// and pipelines come makes no difference. Thread-safe.
/// </summary>
/// <param name="routes">Where the models of the steps are seen.</param>
/// <param name="gateway">Where the steps' requests go, and meet those of clients.</param>
/// <param name="clock">Time.</param>
public sealed class PipelineLoader(RouteTable routes, IInferenceGateway gateway, ServingClock clock)
{
    /// <summary>The name of a pipeline's file.</summary>
    public const string FileName = "pipeline.json";

    private readonly KnownPipelines _known = new();

    /// <summary>True for the file of a pipeline, by its name.</summary>
    public static bool Owns(string path) => Path.GetFileName(path) == FileName;

    /// <summary>
    /// Ends when the pipeline can be loaded. Models that are on their way are waited for; those that are not, as things are now,
    /// are a failure that says so.
    /// </summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="path">Its file.</param>
    /// <param name="ended">Ends when nobody wants the pipeline any more, whether it was loaded or not.</param>
    /// <exception cref="ModelLoadException">The file is wrong; the message names every problem with its path.</exception>
    /// <exception cref="DependencyMissingException">A model is not there or does not fit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ended"/> has ended.</exception>
    internal async Task WhenReadyAsync(ServableId id, string path, Task ended)
    {
        await Task.Yield(); // reading a file is no work for an actor's turn
        var definition = Read(path);
        _ = _known.AddUntilAsync(id, definition, ended);
        while (true)
        {
            var changed = routes.Changed;
            var examined = Examine(id, definition);
            if (examined.Plan is not null)
                return;
            if (!examined.ComesSoon)
                throw new DependencyMissingException(examined.Problem, WhenOtherwiseAsync(id, definition, examined.Problem, ended));
            await Task.WhenAny(changed, ended);
            if (ended.IsCompleted)
                throw new OperationCanceledException($"{id} is not wanted any more");
        }
    }

    /// <summary>The pipeline, after <see cref="WhenReadyAsync"/>.</summary>
    /// <exception cref="ModelLoadException">The file is wrong.</exception>
    /// <exception cref="DependencyMissingException">A model has left or changed since.</exception>
    internal IModelSession Load(ServableId id, string path)
    {
        var definition = Read(path);
        var examined = Examine(id, definition);
        return examined.Plan is { } plan
            ? new PipelineSession(id, definition, plan, routes, gateway, clock)
            : throw new DependencyMissingException(examined.Problem);
    }

    private static PipelineDefinition Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length > PipelineReader.MaxBytes)
                throw new ModelLoadException($"{path} is {file.Length:N0} bytes long; at most {PipelineReader.MaxBytes:N0} are allowed");
            var (definition, errors) = PipelineReader.Read(File.ReadAllBytes(path));
            if (definition is not null)
                errors = PipelineGraph.Problems(definition);
            return errors.Count == 0 ? definition! : throw new ModelLoadException($"{path}: {string.Join("; ", errors)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The plan as the models are now, or why there is none, and whether that may pass by itself.</summary>
    private (PipelinePlan? Plan, string Problem, bool ComesSoon) Examine(ServableId id, PipelineDefinition definition)
    {
        if (_known.Cycle(id, definition) is { } cycle)
            return (null, $"cycle: {string.Join(" -> ", cycle)}", false);
        var models = new ModelSignature[definition.Steps.Count];
        var missing = new List<string>();
        var comesSoon = true;
        for (var i = 0; i < models.Length; i++)
        {
            var step = definition.Steps[i];
            var found = StepModel.Find(routes, step);
            if (found.Signature is { } signature)
            {
                models[i] = signature;
                continue;
            }

            missing.Add($"{PipelineGraph.Describe(definition, i)}: {found.Why}");
            comesSoon &= found.ComesSoon;
        }

        if (missing.Count > 0)
            return (null, string.Join("; ", missing), comesSoon);
        var (plan, problems) = PipelinePlan.Build(definition, models);
        return (plan, string.Join("; ", problems), false);
    }

    /// <summary>Ends when the problem is another one, or none, or nobody wants to know any more.</summary>
    private async Task WhenOtherwiseAsync(ServableId id, PipelineDefinition definition, string problem, Task ended)
    {
        while (!ended.IsCompleted)
        {
            var changed = routes.Changed;
            if (Examine(id, definition).Problem != problem)
                return;
            await Task.WhenAny(changed, ended);
        }
    }
}
