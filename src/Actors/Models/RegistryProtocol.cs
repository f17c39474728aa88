using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
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

    /// <summary>An operator's command for a model; answered as <see cref="ModelProtocol.Control"/> is, or at once if the model is unknown.</summary>
    public sealed record Control(ModelName Model, ModelCommand Command, Cause Cause, bool IsDryRun, ReplyTo<ControlOutcome> ReplyTo) : IRegistryMessage;

    /// <summary>Unload a model for the end of the node; answered when it is gone, or unknown.</summary>
    public sealed record StopModel(ModelName Model, ReplyTo<AdminOutcome> ReplyTo) : IRegistryMessage;

    /// <summary>A request on another node waits for a lazy model.</summary>
    public sealed record Wake(ModelName Model) : IRegistryMessage;

    /// <summary>A lazy model was not asked for so long that its memory is wanted.</summary>
    public sealed record Sleep(ModelName Model) : IRegistryMessage;

    /// <summary>A model's load asks for another number of replicas, within its settings' bounds.</summary>
    public sealed record Scale(ModelName Model, int Replicas, string Reason) : IRegistryMessage;

    /// <summary>A supervisor has nothing left after <see cref="ModelProtocol.Leave"/> with this number.</summary>
    internal sealed record Left(ModelName Model, int Number) : IRegistryMessage;
}
