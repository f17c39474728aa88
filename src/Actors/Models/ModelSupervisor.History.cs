using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Models.ModelProtocol;

namespace ModelCluster.Actors.Models;

/// <remarks>
/// The model's history. What an operator decides is written before it is done, and refused when it cannot be written. What
/// happens by itself is written afterwards: a journal that is away never keeps a version from serving.
/// </remarks>
internal sealed partial class ModelSupervisor
{
    /// <summary>How long a model waits for its history before it serves without: an unload before the last restart is not known then.</summary>
    private static readonly TimeSpan HistoryPatience = TimeSpan.FromSeconds(2);

    private readonly List<IModelMessage> _early = [];
    private SupervisorHistory? _history;
    private bool _hasBegun;
    private bool _isStopping;
    private string? _writtenProblem;

    /// <summary>A history that cannot be read is tried again, ever more slowly; a servable's actor is never restarted.</summary>
    internal static SupervisorStrategy Strategy { get; } =
        new SupervisorStrategy(reason => reason is RecoveryFailedException ? Directive.Restart : Directive.Stop)
            .WithBackoff(new RestartBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)));

    /// <summary>Who asks where nobody is named.</summary>
    private static Cause Node { get; } = new(CauseKind.System, "node");

    private void OpenHistory()
    {
        _history = SupervisorHistory.Open(parts, Context, wish.Model.Name, intent => new HistoryRecovered(intent));
        if (_history is null)
            Begin();
        else
            Context.Timers.StartSingleTimer(nameof(BeginWithoutHistory), new BeginWithoutHistory(), HistoryPatience);
    }

    private void Begin()
    {
        _hasBegun = true;
        Aspire(wish.LeaveNumber > 0 ? Nothing : _book.Aspired);
        foreach (var message in _early)
            Receive(message);
        _early.Clear();
    }

    private void OnHistoryRecovered(ModelIntent intent)
    {
        _history!.IsOpen = true;
        _writtenProblem = intent.Problem;
        _book.Restore(intent.IsUnloaded);
        if (_hasBegun)
            Aspire(wish.LeaveNumber > 0 ? Nothing : _book.Aspired);
        else
            Begin();
    }

    private void OnLoad(Load load)
    {
        var self = Self;
        if (_history is null)
            DoLoad(load.ReplyTo);
        else
            _history.Before(new ModelEvents.LoadRequested(), load.Cause ?? Node, () => self.Tell(new LoadWritten(load.ReplyTo)), reason => Refuse(load.ReplyTo, "load", reason));
    }

    private void OnUnload(Unload unload)
    {
        var self = Self;
        _isStopping |= !unload.IsLasting;
        if (_history is null || !unload.IsLasting)
            DoUnload(unload.ReplyTo);
        else
            _history.Before(new ModelEvents.Unloaded(), unload.Cause ?? Node, () => self.Tell(new UnloadWritten(unload.ReplyTo)), reason => Refuse(unload.ReplyTo, "unload", reason));
    }

    private static void Refuse(ReplyTo<AdminOutcome> replyTo, string what, string reason) =>
        replyTo.Tell(new AdminOutcome(AdminStatus.Failed, $"failed to {what}: {reason}"));

    private void Write(Incarnation item, ServableProtocol.Observed observed)
    {
        if (_isStopping)
            return;
        var version = item.Id.Version.ToString();
        if (observed.State == ServableState.Available)
            _history?.Happened(new ModelEvents.VersionLoaded(version, item.Artefact.Path), CauseKind.File, item.Artefact.Path);
        else if (observed.State == ServableState.Failed)
            _history?.Happened(new ModelEvents.VersionFailed(version, observed.Reason), CauseKind.File, item.Artefact.Path);
        else if (observed.State == ServableState.Unloading)
            _history?.Happened(new ModelEvents.VersionRetired(version), CauseKind.Policy, "version policy");
    }

    /// <summary>Only changes are written, also over restarts.</summary>
    private void WriteProblem(string? problem)
    {
        if (_history is not { IsOpen: true } || problem == _writtenProblem)
            return;
        _writtenProblem = problem;
        _history.Happened(
            problem is null ? new ModelEvents.ConfigurationAccepted() : new ModelEvents.ConfigurationRejected(problem), CauseKind.File, "model.json");
    }
}
