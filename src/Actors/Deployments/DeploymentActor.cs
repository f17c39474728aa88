using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;
using static ModelCluster.Actors.Deployments.DeploymentProtocol;

namespace ModelCluster.Actors.Deployments;

/// <summary>
/// One deployment: its history in the journal, and the roll-out of its newest record. What it wants served it publishes in the
/// directory, from which the node's models are made.
/// </summary>
internal sealed class DeploymentActor(
    ModelName name, EventSourcing<DeploymentState, IDeploymentEvent> sourcing, DeploymentDirectory directory, DeploymentsLog log)
    : EventSourcedActor<IDeploymentMessage, DeploymentState, IDeploymentEvent>(PersistenceIdOf(name), sourcing)
{
    /// <summary>What the names of deployments' histories begin with.</summary>
    internal const string IdPrefix = "deployment/";

    private readonly IJournal _journal = sourcing.Journal;
    private readonly SnapshotCodec<DeploymentState> _snapshots = sourcing.Snapshots;
    private Rollout? _rollout;

    /// <inheritdoc/>
    protected override DeploymentState Initial => DeploymentState.Initial;

    /// <summary>The name of a deployment's history.</summary>
    internal static string PersistenceIdOf(ModelName name) => IdPrefix + name.Value;

    /// <inheritdoc/>
    protected override DeploymentState Apply(DeploymentState state, IDeploymentEvent happened) => state.After(happened);

    /// <inheritdoc/>
    protected override void OnRecovered() => Publish(State);

    /// <summary>A history that a person must mend keeps no other deployment waiting. It is read again at every restart.</summary>
    protected internal override void PreRestart(Exception reason, IDeploymentMessage? message)
    {
        base.PreRestart(reason, message);
        if (reason is RecoveryFailedException { NeedsRepair: true, InnerException: { } inner })
            directory.PublishProblem(name, $"the history of deployment {name} cannot be read, so that nothing of it is served or changed: {inner.Message}");
    }

    /// <inheritdoc/>
    protected override Decision<DeploymentState, IDeploymentEvent> Decide(DeploymentState state, IDeploymentMessage message) => message switch
    {
        Deploy deploy => Change(deploy.Cause, deploy.ReplyTo, [DeploymentRules.Deploy(state, deploy.Record, _rollout is { HasServed: true })]),
        RollBack back => RollBack(state, back),
        Delete delete => Delete(state, delete),
        Pin pin => Pin(state, pin),
        Observe observe => Observe(state, observe.Observation),
        NotWiped failed => Nothing.Then(_ => log.NotWiped(name, failed.Reason)),
        _ => Nothing,
    };

    private Decision<DeploymentState, IDeploymentEvent> RollBack(DeploymentState state, RollBack back)
    {
        if (DeploymentRules.RollBack(state, back.Version, back.DeploymentId, back.Time, "asked for") is { } happened)
            return Change(back.Cause, back.ReplyTo, [happened]);
        var refusal = DeploymentOutcome.Refused(DeploymentStatus.NotFound, $"version {back.Version} was cleared meanwhile");
        return Nothing.ThenReply(back.ReplyTo, _ => refusal);
    }

    private Decision<DeploymentState, IDeploymentEvent> Delete(DeploymentState state, Delete delete)
    {
        var last = DeploymentOutcome.Done(state.Newest);
        return Persist(delete.Cause, DeploymentRules.Delete(state, delete.ClearAllRecords))
            .Then(Publish)
            .Then(_ => Wipe(delete.ClearAllRecords))
            .ThenReply(delete.ReplyTo, _ => last)
            .OrReply(delete.ReplyTo, NotWritten);
    }

    private Decision<DeploymentState, IDeploymentEvent> Pin(DeploymentState state, Pin pin)
    {
        var events = DeploymentRules.Pin(state, pin.Version, out var refusal);
        return refusal is null ? Change(pin.Cause, pin.ReplyTo, events) : Nothing.ThenReply(pin.ReplyTo, _ => refusal);
    }

    /// <summary>Writes, publishes, and answers with the record that is served then.</summary>
    private Decision<DeploymentState, IDeploymentEvent> Change(
        Contracts.History.Cause cause, ReplyTo<DeploymentOutcome> replyTo, IReadOnlyList<IDeploymentEvent> events) =>
        Persist(cause, events)
            .Then(Publish)
            .Then(_ => events.ToList().ForEach(happened => log.Happened(name, happened)))
            .ThenReply(replyTo, after => DeploymentOutcome.Done(after.Newest))
            .OrReply(replyTo, NotWritten);

    private Decision<DeploymentState, IDeploymentEvent> Observe(DeploymentState state, DeploymentObservation observation)
    {
        if (_rollout is not { } rollout || state.Served is not { } record || record.Version != observation.Version)
            return Nothing;
        _rollout = rollout = rollout.Seen(observation);
        if (state.IsRolledOut || record != state.Newest)
            return Nothing; // a version that is pinned is served as it is
        switch (RolloutPolicy.Next(record, rollout, observation))
        {
            case { Kind: RolloutStepKind.AddReplica }:
                _rollout = rollout.WithOneMore;
                return Nothing.Then(Publish);
            case { Kind: RolloutStepKind.Complete }:
                return Persist(DeploymentRules.MonitorPeriod, new DeploymentEvents.RolledOut(record.Version)).Then(Publish);
            case { Kind: RolloutStepKind.Fail } failed when state.GoodVersion is { } good:
                return GoBack(state, good, observation.Time, $"version {record.Version} failed within its monitor period: {failed.Reason}");
            default:
                return Nothing;
        }
    }

    private Decision<DeploymentState, IDeploymentEvent> GoBack(DeploymentState state, int good, DateTimeOffset time, string reason)
    {
        if (DeploymentRules.RollBack(state, good, Guid.NewGuid().ToString("N"), time, reason) is not { } happened)
            return Nothing;
        return Persist(DeploymentRules.MonitorPeriod, happened)
            .Then(Publish)
            .Then(_ => log.Happened(name, happened))
            .OrElse(refusal => log.NotRolledBack(name, refusal.Message)); // the next observation tries again
    }

    /// <summary>Tells the node what is to be served now.</summary>
    private void Publish(DeploymentState state)
    {
        if (state.Served is not { } served)
            _rollout = null;
        else if (_rollout?.Version != served.Version)
            _rollout = Rollout.Begin(served, replacesReady: _rollout is { HasServed: true } && served == state.Newest && !state.IsRolledOut);
        directory.Publish(name, new DeploymentSnapshot(state, _rollout?.Replicas ?? 0));
    }

    /// <summary>Deletes the cleared records from the journal too; that they were cleared stays in it.</summary>
    private void Wipe(bool isWanted)
    {
        if (!isWanted || SequenceNr < 2)
            return;
        var (state, sequenceNr, time) = (State, SequenceNr, Context.Time.GetUtcNow());
        Context.PipeToSelf<bool>(
            Task.Run(async () =>
            {
                await _journal.SaveSnapshotAsync(_snapshots.Encode(PersistenceId, sequenceNr, time, state));
                await _journal.ClearAsync(PersistenceId, sequenceNr - 1);
                return true;
            }),
            _ => new Wiped(),
            failure => new NotWiped(failure.Message));
    }

    private static DeploymentOutcome NotWritten(Refusal refusal) => DeploymentOutcome.Refused(DeploymentStatus.Unavailable, refusal.Message);
}
