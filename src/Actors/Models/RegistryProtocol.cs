using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>What the model registry understands.</summary>
public interface IRegistryMessage;

/// <summary>The messages of the model registry.</summary>
public static class RegistryProtocol
{
    /// <summary>The full set of models that the source wants; a model left out is to go.</summary>
    public sealed record SetModels(IReadOnlyDictionary<ModelName, AspiredModel> Models) : IRegistryMessage;

    /// <summary>Load a model as described; answered when all is settled.</summary>
    public sealed record LoadModel(AspiredModel Model, ReplyTo<AdminOutcome> ReplyTo) : IRegistryMessage;

    /// <summary>Unload a model; answered when it is gone, or unknown.</summary>
    public sealed record UnloadModel(ModelName Model, ReplyTo<AdminOutcome> ReplyTo) : IRegistryMessage;

    internal sealed record Removed(ModelName Model, int Generation) : IRegistryMessage;
}
