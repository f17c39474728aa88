using ModelCluster.Actors.Kernel;
using static ModelCluster.Actors.Models.History.HistoryProtocol;

namespace ModelCluster.Actors.Models.History;

/// <summary>
/// Keeps one model's history in the journal and tells its supervisor what must outlive a restart. Beside the supervisor, not
/// in it, so that a journal that is slow or away never keeps a loaded version from serving.
/// </summary>
internal sealed class ModelHistoryActor(
    string model, EventSourcing<ModelIntent, IModelEvent> sourcing, Action<ModelIntent> recovered)
    : EventSourcedActor<IHistoryMessage, ModelIntent, IModelEvent>(PersistenceIdOf(model), sourcing)
{
    /// <inheritdoc/>
    protected override ModelIntent Initial => ModelIntent.Initial;

    /// <summary>The name of a model's history.</summary>
    internal static string PersistenceIdOf(string model) => $"model/{model}";

    /// <inheritdoc/>
    protected override ModelIntent Apply(ModelIntent state, IModelEvent happened) => state.After(happened);

    /// <inheritdoc/>
    protected override void OnRecovered() => recovered(State);

    /// <inheritdoc/>
    protected override Decision<ModelIntent, IModelEvent> Decide(ModelIntent state, IHistoryMessage message) => message switch
    {
        Record record => Persist(record.Cause, record.Happened)
            .Then(_ => record.Written?.Invoke())
            .OrElse(refusal => record.Refused?.Invoke(refusal.Message)),
        _ => Nothing,
    };
}
