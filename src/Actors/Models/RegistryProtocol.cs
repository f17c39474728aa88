using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;
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

    /// <summary>
    /// Load a model as the newest set describes it, or load it again; answered when every wanted version is available or
    /// has failed, or the model is unknown.
    /// </summary>
    public sealed record LoadModel(ModelName Model, ReplyTo<AdminOutcome> ReplyTo, Cause? Cause = null) : IRegistryMessage;

    /// <summary>Unload a model and keep it so until it is loaded again; answered when it is gone, or unknown.</summary>
    public sealed record UnloadModel(ModelName Model, ReplyTo<AdminOutcome> ReplyTo, bool IsLasting = true, Cause? Cause = null) : IRegistryMessage;

    /// <summary>A supervisor has nothing left after <see cref="ModelProtocol.Leave"/> with this number.</summary>
    internal sealed record Left(ModelName Model, int Number) : IRegistryMessage;
}
