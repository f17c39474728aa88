using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using static ModelCluster.Actors.Traffic.TrafficMonitorProtocol;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// Looks at every candidate that is under limits, several times a second. One that breaks a limit gets no more requests: the
/// plan before comes back, without it. One whose period ends has stood the test, and the limits leave the plan. Both are
/// commands like an operator's, so that the model's history has them, with the figures; what cannot be written is tried again.
/// In a cluster each node watches the answers that it gave, and the leader changes the plan: for what itself saw, and for what others
/// tell it. Whether a candidate has stood the test is judged by the leader's own figures.
/// </summary>
/// <param name="routes">Where the candidates are.</param>
/// <param name="control">What changes plans.</param>
/// <param name="leader">Who changes plans.</param>
/// <param name="log">What operators read.</param>
public sealed class TrafficMonitor(RouteTable routes, IModelControl control, ITrafficLeader leader, TrafficLog log) : Actor<ITrafficMonitorMessage>
{
    /// <summary>The name of the rule, as histories show it.</summary>
    public const string Rule = "traffic limits";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<CandidateWatch, Refusal> _refused = [];

    /// <summary>How to start it. It holds nothing that a restart could lose.</summary>
    public static Props<ITrafficMonitorMessage> Props(RouteTable routes, IModelControl control, ITrafficLeader leader, TrafficLog log) =>
        Kernel.Props.Create<ITrafficMonitorMessage>(() => new TrafficMonitor(routes, control, leader, log));

    /// <inheritdoc/>
    protected internal override void PreStart() => Context.Timers.StartPeriodicTimer(nameof(Look), new Look(), Interval);

    /// <inheritdoc/>
    protected internal override void Receive(ITrafficMonitorMessage message)
    {
        switch (message)
        {
            case Look:
                LookAtAll();
                break;
            case Answered { Outcome.Status: AdminStatus.Done } done:
                OnDone(done.Model, done.Watch);
                break;
            case Answered refused:
                OnRefused(refused.Model, refused.Watch, refused.Outcome.Message);
                break;
            case BrokenElsewhere seen when routes.Routes(seen.Model) is { } model:
                OnBrokenElsewhere(model, seen);
                break;
            case BrokenElsewhere:
                break;
            case Told told:
                TryAgainLater(told.Watch, why: ""); // unless the plan changes meanwhile
                break;
            case Broken broken:
                OnRefused(broken.Model, broken.Watch, broken.Failure.Message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void LookAtAll()
    {
        foreach (var model in routes.All)
        {
            if (model.Compiled.Measures.Watch is { State: CandidateState.Watching } watch && !IsTooEarly(watch))
                LookAt(model, watch);
        }
    }

    private bool IsTooEarly(CandidateWatch watch) => _refused.TryGetValue(watch, out var refusal) && Context.Time.GetElapsedTime(refusal.At) < RetryDelay;

    private void LookAt(ModelRoutes model, CandidateWatch watch)
    {
        var report = watch.Report;
        if (LimitJudge.BrokenLimit(report) is { } broken)
        {
            RollBack(model, watch, broken);
        }
        else if (leader.IsHere && watch.Age >= watch.Limits.Period)
        {
            var summary = LimitJudge.Summary(report);
            watch.Become(CandidateState.Passing, summary);
            Change(model.View.Name, watch, watch.Plan with { Limits = null }, summary);
        }
    }

    private void RollBack(ModelRoutes model, CandidateWatch watch, string broken)
    {
        var name = model.View.Name;
        watch.Become(CandidateState.RollingBack, broken);
        if (leader.IsHere)
            Change(name, watch, PlanAfter(model, watch), $"rolled back: {broken}");
        else
            Context.PipeToSelf(leader.TellBrokenAsync(name, watch.Limits.Candidate, broken), () => new Told(watch), failure => new Broken(name, watch, failure));
    }

    private void OnBrokenElsewhere(ModelRoutes model, BrokenElsewhere seen)
    {
        if (leader.IsHere && model.Compiled.Measures.Watch is { State: CandidateState.Watching } watch && watch.Limits.Candidate == seen.Candidate)
            RollBack(model, watch, $"{seen.Limit}, seen by node {seen.Node}");
    }

    private static TrafficPlan PlanAfter(ModelRoutes model, CandidateWatch watch) => PlanWithoutCandidate.Of(
        watch.Plan, watch.Before, model.Available.Select(servable => servable.Model.Id.Version).ToHashSet());

    private void Change(ModelName model, CandidateWatch watch, TrafficPlan plan, string note) => Context.PipeToSelf(
        control.ExecuteAsync(
            model, new ModelCommand.SetTraffic(plan), new Cause(CauseKind.Policy, Rule, note), dryRun: false, CancellationToken.None),
        outcome => new Answered(model, watch, outcome),
        failure => new Broken(model, watch, failure));

    private void OnDone(ModelName model, CandidateWatch watch)
    {
        _refused.Remove(watch);
        var report = watch.Report;
        if (watch.State == CandidateState.RollingBack)
        {
            watch.Become(CandidateState.RolledBack, report.Note);
            log.RolledBack(model, report.Note);
        }
        else
        {
            var isJudged = report.Requests >= watch.Limits.MinRequests;
            watch.Become(isJudged ? CandidateState.Passed : CandidateState.Unjudged, report.Note);
            log.Passed(model, report.Note);
        }
    }

    private void OnRefused(ModelName model, CandidateWatch watch, string why)
    {
        if (!_refused.TryGetValue(watch, out var last) || last.Why != why)
            log.Refused(model, watch.Report.Note, why);
        TryAgainLater(watch, why);
    }

    private void TryAgainLater(CandidateWatch watch, string why)
    {
        _refused[watch] = new Refusal(why, Context.Time.GetTimestamp());
        watch.Become(CandidateState.Watching, "");
        Forget();
    }

    /// <summary>An operator may have changed the plan meanwhile.</summary>
    private void Forget()
    {
        var watched = routes.All.Select(model => model.Compiled.Measures.Watch).ToHashSet();
        foreach (var gone in _refused.Keys.Where(watch => !watched.Contains(watch)).ToList())
            _refused.Remove(gone);
    }

    /// <param name="Why">As the log has it.</param>
    /// <param name="At">When: a timestamp, which no step of the wall clock moves.</param>
    private sealed record Refusal(string Why, long At);
}
