using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Asynchronous;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Pipelines;

/// <summary>
/// A pipeline that is served. Its models come and go without it: each request looks whether they are still what the plan was
/// made for, and where they are not, a new plan is made, as long as the pipeline itself takes and gives the same.
/// </summary>
internal sealed class PipelineSession(
    ServableId id, PipelineDefinition definition, PipelinePlan plan, RouteTable routes, IInferenceGateway gateway, ServingClock clock) : IAsynchronousSession
{
    /// <summary>How many pipelines may be inside of each other.</summary>
    internal const int MaxDepth = 16;

    private PipelinePlan _plan = plan;

    /// <inheritdoc/>
    public ModelSignature Signature { get; } = plan.Signature;

    /// <inheritdoc/>
    public string Platform => Platforms.Pipeline;

    /// <inheritdoc/>
    public string Device => "cpu";

    /// <summary>Nothing but the plan: the models count for themselves.</summary>
    public long MemoryBytes => 0;

    /// <summary>For the rehearsal, which is done on a loading thread and waits there.</summary>
    public ISessionRunner CreateRunner() => new Runner(this, clock);

    /// <inheritdoc/>
    public ValueTask<InferenceError?> RunAsync(AsynchronousCall call)
    {
        if (call.Depth >= MaxDepth)
            return new(new InferenceError(InferenceStatus.Internal, $"{id}: pipelines are nested more than {MaxDepth} deep; one of them must be a step of itself"));
        var now = Volatile.Read(ref _plan);
        if (!IsUpToDate(now) && Renew(out now) is { } error)
            return new(error);
        return new PipelineRun(now, call, gateway).RunAsync();
    }

    public void Dispose()
    {
        // the plan holds no memory but the collector's
    }

    /// <summary>A model that is not there now makes no difference: its step says so.</summary>
    private bool IsUpToDate(PipelinePlan now)
    {
        for (var i = 0; i < now.Steps.Count; i++)
        {
            if (Find(now.Steps[i]) is { } model && !Signatures.AreSame(model, now.Models[i]))
                return false;
        }

        return true;
    }

    private InferenceError? Renew(out PipelinePlan renewed)
    {
        var last = Volatile.Read(ref _plan);
        renewed = last;
        var (next, problems) = PipelinePlan.Build(definition, [.. last.Steps.Select((step, i) => Find(step) ?? last.Models[i])]);
        if (next is null)
            return Changed(string.Join("; ", problems));
        if (!Signatures.AreSame(next.Signature, Signature))
            return Changed("with its models as they are now the pipeline takes or gives something else; load it again");
        Volatile.Write(ref _plan, renewed = next);
        return null;
    }

    private InferenceError Changed(string problem) =>
        new(InferenceStatus.Unavailable, $"Model '{id.Model}' is not ready: {problem}", TimeSpan.FromSeconds(1));

    private ModelSignature? Find(PipelinePlan.Step step) => routes.Routes(step.Model)?.Find(step.Version)?.Model.Signature;

    private sealed class Runner(PipelineSession session, ServingClock clock) : ISessionRunner
    {
        public bool WritesInPlace => false;

        public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
        {
            var deadline = clock.Now + clock.Ticks(ModelOptions.Default.DefaultDeadline);
            var call = new AsynchronousCall(inputs.ToArray(), new Tensor?[outputs.Length], deadline, 0, null, 0, cancellation);
            var error = session.RunAsync(call).AsTask().GetAwaiter().GetResult();
            if (error is not null)
                throw Failure(error);
            call.Outputs.CopyTo(outputs);
        }

        public void Dispose()
        {
            // it owns nothing
        }

        private static Exception Failure(InferenceError error) => error.Status switch
        {
            InferenceStatus.Cancelled => new OperationCanceledException(error.Message),
            InferenceStatus.Unavailable or InferenceStatus.Overloaded => new DependencyMissingException(error.Message),
            _ => new SessionException(error.Status == InferenceStatus.InvalidArgument, error.Message),
        };
    }
}
