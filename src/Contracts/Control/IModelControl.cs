using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Control;

/// <summary>Carries out operators' commands. Thread-safe.</summary>
public interface IModelControl
{
    /// <summary>
    /// Checks a command, writes it to the journal, does it and answers when it is done, or has failed. Nothing has changed when
    /// it is refused.
    /// </summary>
    /// <param name="model">Which.</param>
    /// <param name="command">What.</param>
    /// <param name="cause">Who asked; written with the events.</param>
    /// <param name="dryRun">True: only say what would change.</param>
    /// <param name="cancellation">Gives up waiting; what was begun goes on.</param>
    Task<ControlOutcome> ExecuteAsync(ModelName model, ModelCommand command, Cause cause, bool dryRun, CancellationToken cancellation);

    /// <summary>What was decided about a model; null if it is unknown. Never waits.</summary>
    ControlSnapshot? Find(ModelName model);
}
