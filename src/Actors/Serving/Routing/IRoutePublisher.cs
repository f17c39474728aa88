using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>Where supervisors say where requests go. One writer per model.</summary>
public interface IRoutePublisher
{
    /// <summary>Replaces the routes of a model; requests on this node follow them when this returns.</summary>
    void Publish(ModelRoutes routes);

    /// <summary>Publishes the first routes of a model that a supervisor is being made for; those that are there already stay.</summary>
    void Introduce(ModelRoutes routes);

    /// <summary>Forgets a model.</summary>
    void Remove(ModelName model);

    /// <summary>Says that every model of the repository has its routes, if only to say that it is loading.</summary>
    void MarkComplete();
}
