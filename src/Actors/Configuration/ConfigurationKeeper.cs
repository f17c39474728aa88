using ModelCluster.Actors.Kernel;

namespace ModelCluster.Actors.Configuration;

/// <summary>
/// Keeps one configuration's history in the journal: what was accepted and rejected, when, and who brought it. A journal that
/// is away is tried again, ever more slowly; messages wait meanwhile, within the bound of the mailbox.
/// </summary>
/// <param name="persistenceId">The name of the history, such as <c>configuration/servables</c>.</param>
/// <param name="sourcing">The journal.</param>
public sealed class ConfigurationKeeper(string persistenceId, EventSourcing<ConfigurationState, IConfigurationEvent> sourcing)
    : Actor<IConfigurationMessage>
{
    private const int MaxWaiting = 100;

    private ActorRef<IConfigurationMessage>? _history;

    /// <summary>How to start it.</summary>
    public static Props<IConfigurationMessage> Props(string persistenceId, EventSourcing<ConfigurationState, IConfigurationEvent> sourcing) =>
        Kernel.Props.Create<IConfigurationMessage>(() => new ConfigurationKeeper(persistenceId, sourcing)).WithStrategy(RecoveryStrategy.Default);

    /// <inheritdoc/>
    protected internal override void PreStart() => _history = Context.Spawn(
        Kernel.Props.Create<IConfigurationMessage>(() => new ConfigurationHistoryActor(persistenceId, sourcing)).WithBoundedMailbox(MaxWaiting),
        "history");

    /// <inheritdoc/>
    protected internal override void Receive(IConfigurationMessage message) => _history!.Tell(message);
}
