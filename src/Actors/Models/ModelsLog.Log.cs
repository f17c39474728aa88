using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>What supervisors and servables say to operators.</summary>
/// <param name="logger">Where to.</param>
public sealed partial class ModelsLog(ILogger<ModelsLog> logger)
{
    /// <summary>Steps that change what is served are worth a line; those on the way are for debugging.</summary>
    internal void Became(ServableId servable, ServableState state) =>
        Became(state is ServableState.Available or ServableState.Draining or ServableState.Ended ? LogLevel.Information : LogLevel.Debug, servable, state);

    [LoggerMessage(EventId = EventIds.ModelsBecame, Message = "{Servable} is {State}")]
    private partial void Became(LogLevel level, ServableId servable, ServableState state);

    [LoggerMessage(EventIds.ModelsFailed, LogLevel.Error, "{Servable} failed: {Reason}")]
    internal partial void Failed(ServableId servable, string reason);

    [LoggerMessage(EventIds.ModelsNoted, LogLevel.Warning, "{Servable}: {Note}")]
    internal partial void Noted(ServableId servable, string note);

    [LoggerMessage(EventIds.ModelsRetryIn, LogLevel.Warning, "{Servable} is tried again in {Delay}")]
    internal partial void RetryIn(ServableId servable, TimeSpan delay);

    [LoggerMessage(EventIds.ModelsLost, LogLevel.Warning, "{Servable} lost its replica {Number}: {Reason}")]
    internal partial void Lost(ServableId servable, int number, string reason);

    [LoggerMessage(EventIds.ModelsScaled, LogLevel.Information, "model {Model}: {Replicas} replicas, because {Reason}")]
    internal partial void Scaled(ModelName model, int replicas, string reason);

    [LoggerMessage(EventIds.ModelsProblem, LogLevel.Error, "model {Model}: {Problem}")]
    internal partial void Problem(ModelName model, string problem);

    [LoggerMessage(EventIds.ModelsGone, LogLevel.Information, "model {Model} is gone")]
    internal partial void Gone(ModelName model);

    [LoggerMessage(EventIds.ModelsHistoryIncomplete, LogLevel.Warning, "the history of model {Model} lacks {Event}: {Reason}")]
    internal partial void HistoryIncomplete(ModelName model, string @event, string reason);

    [LoggerMessage(EventIds.ControlDecided, LogLevel.Information, "model {Model}: {Changes} (asked by {Cause})")]
    internal partial void Decided(ModelName model, string changes, Cause cause);

    [LoggerMessage(EventIds.ControlBadConfiguration, LogLevel.Error, "model {Model}: the settings that an operator gave do not count any more: {Problem}")]
    internal partial void BadConfiguration(ModelName model, string problem);

    [LoggerMessage(EventIds.ModelsWithoutHistory, LogLevel.Warning, "model {Model} begins without its history, which could not be read in time")]
    internal partial void WithoutHistory(ModelName model);
}
