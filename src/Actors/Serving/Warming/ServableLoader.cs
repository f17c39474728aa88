using ModelCluster.Actors.Pipelines;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Serving.Warming;

/// <summary>
/// Makes a servable of a model file: loads it, finds its batch dimension, checks it against its configuration, rehearses.
/// Thread-safe.
/// </summary>
/// <param name="loader">The runtime.</param>
/// <param name="samples">Reads the samples' JSON.</param>
/// <param name="threads">Where the servable is to run.</param>
/// <param name="clock">Time.</param>
/// <param name="pipelines">Loads pipelines; null: there are none.</param>
/// <param name="replies">Where answers are kept; null: nowhere.</param>
public sealed class ServableLoader(
    IModelLoader loader, ISampleReader samples, ExecutorThreads threads, ServingClock clock, PipelineLoader? pipelines = null, ReplyStore? replies = null)
{
    /// <summary>Ends when <see cref="Load"/> can do its work: at once, but for a pipeline whose models are on their way.</summary>
    /// <param name="id">The servable.</param>
    /// <param name="artefact">Its file.</param>
    /// <param name="ended">Ends when nobody wants the servable any more.</param>
    /// <exception cref="ModelLoadException">It cannot serve.</exception>
    /// <exception cref="DependencyMissingException">It cannot serve as things are now.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ended"/> has ended.</exception>
    public Task WhenReadyAsync(ServableId id, Artefact artefact, Task ended) =>
        pipelines is not null && PipelineLoader.Owns(artefact.Path) ? pipelines.WhenReadyAsync(id, artefact.Path, ended) : Task.CompletedTask;

    /// <summary>Blocks until the servable can take requests.</summary>
    /// <param name="id">The servable.</param>
    /// <param name="artefact">Its file.</param>
    /// <param name="wanted">The model's settings and samples.</param>
    /// <param name="warming">Called when the file is loaded and the rehearsal begins.</param>
    /// <param name="note">Called with what the operator should know although it is no failure.</param>
    /// <exception cref="ModelLoadException">It cannot serve; everything is freed again.</exception>
    /// <exception cref="DependencyMissingException">It cannot serve as things are now; likewise.</exception>
    public Servable Load(ServableId id, Artefact artefact, AspiredModel wanted, Action warming, Action<string> note)
    {
        var begun = clock.Now;
        var session = pipelines is not null && PipelineLoader.Owns(artefact.Path)
            ? pipelines.Load(id, artefact.Path)
            : loader.Load(id, artefact.Path, wanted.Options.Session);
        try
        {
            warming();
            var model = Describe(id, session, wanted.Options);
            DeclaredTensors.Check(model);
            var lastRun = Rehearse(model, session, wanted.Samples, note);
            var servable = new Servable(model, session, wanted.Options.Instances ?? Environment.ProcessorCount, threads, clock, replies)
            {
                LoadDuration = clock.Duration(clock.Now - begun),
            };
            if (lastRun is var (rows, nanoseconds))
                servable.Learn(rows, nanoseconds);
            return servable;
        }
        catch (Exception failure)
        {
            session.Dispose();
            if (failure is ModelLoadException or DependencyMissingException)
                throw;
            throw new ModelLoadException($"{id} failed its rehearsal: {failure.Message}", failure);
        }
    }

    private static ServableModel Describe(ServableId id, IModelSession session, ModelOptions options)
    {
        using var runner = session.CreateRunner();
        return new ServableModel(id, session.Signature, options, BatchDimension.Decide(session.Signature, options, runner));
    }

    private (long Rows, long Nanoseconds)? Rehearse(ServableModel model, IModelSession session, IReadOnlyList<ModelSample> wanted, Action<string> note)
    {
        using var runner = new SessionSlotRunner(model, session.CreateRunner());
        var rehearsal = new Rehearsal(model, runner, samples, clock, note);
        rehearsal.Perform(wanted);
        return rehearsal.LastRun;
    }
}
