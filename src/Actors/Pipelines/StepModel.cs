using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Pipelines;

/// <summary>Looks for the model of a step.</summary>
/// <param name="Signature">What the model takes and gives; null if it is not available.</param>
/// <param name="Why">Why it is not.</param>
/// <param name="ComesSoon">True if it is on its way without anybody doing anything.</param>
internal readonly record struct StepModel(ModelSignature? Signature, string Why, bool ComesSoon)
{
    /// <summary>How it is now; a model that is loaded at its first request is asked for.</summary>
    internal static StepModel Find(RouteTable routes, PipelineStep step)
    {
        if (routes.Routes(step.Model) is not { } model)
            return new(null, $"model '{step.Model}' is not in the repository", ComesSoon: !routes.IsComplete);
        if (model.Find(step.Version) is { } servable)
            return new(servable.Model.Signature, "", ComesSoon: false);
        model.Activation?.Invoke();
        var isOnItsWay = model.Activation is not null
            || (model.View.Versions.Count == 0 && model.View.Problem is null)
            || model.View.Versions.Any(version => version.State is ServableState.New or ServableState.Loading or ServableState.Warming);
        return new(null, model.WhyNot(step.Version).Message, isOnItsWay);
    }
}
