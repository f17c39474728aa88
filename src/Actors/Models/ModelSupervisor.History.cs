using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Models.ModelProtocol;

namespace ModelCluster.Actors.Models;

/// <remarks>
/// The model's history. What an operator decides is written before it is done, and refused when it cannot be written. What
/// happens by itself is written afterwards: a journal that is away never keeps a version from serving.
/// </remarks>
internal sealed partial class ModelSupervisor
{
    /// <summary>How long a model waits for its history before it serves without: what was decided before the last restart is not known then.</summary>
    private static readonly TimeSpan HistoryPatience = TimeSpan.FromSeconds(2);

    private static readonly Cause Repository = new(CauseKind.File, "repository");
    private static readonly Cause VersionPolicy = new(CauseKind.Policy, "version policy");

    private readonly List<IModelMessage> _early = [];
    private readonly SupervisorHistory _history = new(wish.Model.Name, parts.Log, wish.Intent);
    private ModelIntent _told = wish.Intent;
    private bool _hasBegun;
    private bool _isDropping;

    /// <summary>A history that cannot be read is tried again, ever more slowly; a servable's actor is never restarted.</summary>
    internal static SupervisorStrategy Strategy { get; } =
        new SupervisorStrategy(reason => reason is RecoveryFailedException ? Directive.Restart : Directive.Stop)
            .WithBackoff(new RestartBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)));

    private bool MayWrite => _history is { IsOpen: true, IsKept: true } && !_book.IsStopping;

    private void OpenHistory()
    {
        if (parts.History is not { } sourcing)
        {
            Begin();
            return;
        }

        _history.Open(sourcing, Context, intent => new HistoryRecovered(intent));
        Context.Timers.StartSingleTimer(nameof(BeginWithoutHistory), new BeginWithoutHistory(), HistoryPatience);
    }

    private void Begin()
    {
        _hasBegun = true;
        Adopt();
        if (wish.LeaveNumber > 0)
            _source = Nothing;
        Aspire();
        foreach (var message in _early)
            Receive(message);
        _early.Clear();
    }

    /// <summary>Takes over what an earlier supervisor, here or on another node, has placed.</summary>
    private void Adopt()
    {
        var there = parts.Spawner.Find(_source);
        wish.Skip(there.LastNumber);
        foreach (var found in there.Replicas)
        {
            var item = _book.Adopt(found);
            item.Actor = Spawn(item, found);
        }

        if (_source.Options.Lazy && there.Replicas.Count > 0)
            _book.AskFor(); // it was awake
    }

    private void OnHistoryRecovered(ModelIntent intent)
    {
        Context.Timers.Cancel(nameof(BeginWithoutHistory));
        _history.IsOpen = true;
        _told = intent;
        Take(intent);
        if (_hasBegun)
            Aspire();
        else
            Begin();
    }

    /// <summary>From now on this is what operators decided.</summary>
    private void Take(ModelIntent intent)
    {
        _book.Intent = intent.Operator;
        wish.Intent = intent;
    }

    /// <summary>Writes what of the files is new, also over restarts.</summary>
    private void WriteNews(AspiredModel model)
    {
        if (!MayWrite)
            return;
        var news = ModelNews.Of(_told, model, _book.Wanted);
        _told = news.Aggregate(_told, static (state, one) => state.After(one));
        _history.Happened(Repository, news);
    }

    private void Write(Incarnation item, ServableProtocol.Observed observed)
    {
        if (!MayWrite)
            return;
        var version = item.Id.Version.ToString();
        var file = new Cause(CauseKind.File, item.Artefact.Path);
        if (observed.State == ServableState.Available)
            _history.Happened(file, new ModelEvents.VersionLoaded(version, item.Artefact.Path));
        else if (observed.State == ServableState.Failed)
            _history.Happened(file, new ModelEvents.VersionFailed(version, observed.Reason));
        else if (observed.State == ServableState.Unloading)
            _history.Happened(VersionPolicy, new ModelEvents.VersionRetired(version));
    }

    /// <summary>Writes which version requests go to that name none, when it is another than before.</summary>
    private void WritePromotion(ModelVersion? newest)
    {
        if (!MayWrite || newest is not { } version || _told.Newest == version)
            return;
        var promoted = new ModelEvents.VersionPromoted(version, _told.Newest);
        _told = _told.After(promoted);
        _history.Happened(VersionPolicy, promoted);
    }

    /// <summary>
    /// Takes labels and shares away from versions whose files were deleted, once they serve no more. Decided in the history's
    /// turn, so that what an operator changes meanwhile stays.
    /// </summary>
    private void DropNames()
    {
        var gone = NamesWithoutVersion();
        if (_isDropping || gone.Count == 0 || _book.IsStopping || (parts.History is not null && !_history.IsOpen))
            return;
        _isDropping = true;
        var self = Self;
        _history.Propose(new Proposal(
            state => Verdict.Accept(IntentEvents.Dropping(state.Operator, gone)), Repository, IsDryRun: false, outcome => self.Tell(new NamesDropped(outcome))));
    }

    private HashSet<ModelVersion> NamesWithoutVersion()
    {
        var named = _book.Intent.Labels.Values.Concat(Aspiration.Named(_book.Intent.Traffic));
        return [.. named.Where(version =>
            _source.Found.All(found => found.Version != version)
            && !_book.Incarnations.Any(item => item.Id.Version == version && item.State == ServableState.Available))];
    }

    private void OnNamesDropped(Outcome outcome)
    {
        _isDropping = false;
        if (outcome.Verdict is not Verdict.Accepted)
            return; // the log says that it could not be written; the next change tries again
        Say(outcome, Repository);
        Take(outcome.After);
        Aspire();
    }

    /// <summary>The supervisor is stopped once it has left, and what its history has not written by then is lost.</summary>
    private void LeaveWhenWritten()
    {
        var (self, number) = (Self, _leaveNumber);
        _history.Propose(new Proposal(_ => Verdict.NoChange, Repository, IsDryRun: true, _ => self.Tell(new HistoryWritten(number))));
    }

    private void Say(Outcome outcome, Cause cause)
    {
        var changes = IntentChanges.Between(outcome.Before.Operator, outcome.After.Operator);
        if (changes.Count > 0)
            parts.Log.Decided(_book.Name, string.Join("; ", changes), cause);
    }
}
