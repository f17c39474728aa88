using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Admin;

/// <summary>Answers questions about models from snapshots; never waits. Thread-safe.</summary>
public interface IModelCatalog
{
    /// <summary>Every model the repository holds or the node still serves, by name.</summary>
    IReadOnlyList<ModelView> Models { get; }

    /// <summary>True when every required model has loaded its first versions and has one available, and the repository was read once.</summary>
    bool IsReady { get; }

    /// <summary>Ends when it was read once which models there are, for good; before that, a model that is not here may yet come.</summary>
    Task WhenKnown => Task.CompletedTask;

    /// <summary>
    /// Grows with every change of what <see cref="Models"/> gives, and never otherwise: an answer made from the catalog stays
    /// good as long as this number stays. It starts anew with the process.
    /// </summary>
    long Revision { get; }

    /// <summary>One model; null if unknown.</summary>
    ModelView? Find(ModelName name);

    /// <summary>Counters of a servable that is or was loaded; null if it never was.</summary>
    ServableStatistics? Statistics(ServableId id);
}
