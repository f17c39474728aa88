using ModelCluster.Actors.Kernel;
using static ModelCluster.Actors.Configuration.ConfigurationProtocol;

namespace ModelCluster.Actors.Configuration;

/// <summary>The event-sourced part of <see cref="ConfigurationKeeper"/>.</summary>
internal sealed class ConfigurationHistoryActor(string persistenceId, EventSourcing<ConfigurationState, IConfigurationEvent> sourcing)
    : EventSourcedActor<IConfigurationMessage, ConfigurationState, IConfigurationEvent>(persistenceId, sourcing)
{
    /// <inheritdoc/>
    protected override ConfigurationState Initial => ConfigurationState.Initial;

    /// <inheritdoc/>
    protected override ConfigurationState Apply(ConfigurationState state, IConfigurationEvent happened) => state.After(happened);

    /// <inheritdoc/>
    protected override Decision<ConfigurationState, IConfigurationEvent> Decide(ConfigurationState state, IConfigurationMessage message) =>
        message switch
        {
            Accept accept when state.Json == accept.Json && state.Rejected is null => Nothing.ThenReply(accept.ReplyTo, _ => ""),
            Accept accept => Persist(accept.Cause, new ConfigurationEvents.Accepted(accept.Json, accept.Changes))
                .ThenReply(accept.ReplyTo, _ => "")
                .OrReply(accept.ReplyTo, refusal => refusal.Message),
            Reject reject when state.Rejected == reject.Reason => Nothing.ThenReply(reject.ReplyTo, _ => ""),
            Reject reject => Persist(reject.Cause, new ConfigurationEvents.Rejected(reject.Reason))
                .ThenReply(reject.ReplyTo, _ => "")
                .OrReply(reject.ReplyTo, refusal => refusal.Message),
            Find find => Nothing.ThenReply(find.ReplyTo, current => current),
            _ => Nothing,
        };
}
