using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests.Traffic;

public sealed class TrafficMonitorTests : IAsyncLifetime, IModelControl, ITrafficLeader
{
    private static readonly TrafficPlan Before = TrafficFixture.Shares(("1", 1));
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly TrafficFixture _traffic = new();
    private readonly RecordedEvents _events = new();
    private readonly ActorSystem _system;
    private readonly ServingFixture _old;
    private ServingFixture _candidate;
    private ActorRef<ITrafficMonitorMessage> _monitor = null!;

    public TrafficMonitorTests()
    {
        _system = new ActorSystem(_events, _traffic.Time);
        (_old, _candidate) = (_traffic.Servable("1"), _traffic.Servable("2"));
    }

    private List<(TrafficPlan Plan, Cause Cause)> Commands { get; } = [];

    private List<(ModelVersion Candidate, string Broken)> Told { get; } = [];

    private string? Refusal { get; set; }

    private bool Leads { get; set; } = true;

    private CandidateReport Candidate => _traffic.Report.Candidate.ShouldNotBeNull();

    [Fact]
    public async Task A_node_that_does_not_lead_tells_the_leader_of_a_broken_limit_again_and_again_and_judges_nothing_else()
    {
        Leads = false;
        Publish(Limits(maxErrorRate: 0.1));
        await AskCandidateAsync(17);
        _candidate.Session.Fails = _ => new SessionException(isCallersFault: false, "broken");
        await AskCandidateAsync(3);
        await TickAsync();
        await TickAsync();
        Told.ShouldBe([(TrafficFixture.Version("2"), "version 2 failed 3 of 20 requests (15 %), more than 10 %")]);
        _traffic.Time.Advance(TimeSpan.FromSeconds(1));
        await _system.WhenIdleAsync();
        Told.Count.ShouldBe(2, "the plan that counts is the old one still");
        Publish(Limits(maxErrorRate: 0.9));
        _traffic.Time.Advance(TimeSpan.FromMinutes(2));
        await _system.WhenIdleAsync();
        Commands.ShouldBeEmpty();
        Told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_leader_rolls_back_what_another_node_saw_break_a_limit_and_says_which_node()
    {
        Publish(Limits(maxErrorRate: 0.1));
        _monitor.Tell(new BrokenElsewhere(ModelName.Parse("other"), TrafficFixture.Version("2"), "no", NodeId.Parse("n2")));
        _monitor.Tell(new BrokenElsewhere(ServingFixture.Id.Model, TrafficFixture.Version("1"), "no", NodeId.Parse("n2")));
        await TickAsync();
        Commands.ShouldBeEmpty();
        _monitor.Tell(new BrokenElsewhere(ServingFixture.Id.Model, TrafficFixture.Version("2"), "too many", NodeId.Parse("n2")));
        await TickAsync();
        var (plan, cause) = Commands.ShouldHaveSingleItem();
        plan.ShouldBe(Before);
        cause.Note.ShouldBe("rolled back: too many, seen by node n2");
    }

    [Fact]
    public async Task A_candidate_that_fails_too_often_gets_no_more_requests_and_the_cause_tells_the_figures()
    {
        Publish(Limits(maxErrorRate: 0.1));
        await AskCandidateAsync(17);
        _candidate.Session.Fails = _ => new SessionException(isCallersFault: false, "broken");
        await AskCandidateAsync(2);
        await TickAsync();
        Commands.ShouldBeEmpty("19 requests are too few to judge");
        await AskCandidateAsync(1);
        await TickAsync();
        var (plan, cause) = Commands.ShouldHaveSingleItem();
        plan.ShouldBe(Before);
        (cause.Kind, cause.Name).ShouldBe((CauseKind.Policy, "traffic limits"));
        cause.Note.ShouldBe("rolled back: version 2 failed 3 of 20 requests (15 %), more than 10 %");
        Candidate.State.ShouldBe(CandidateState.RolledBack);
        Candidate.Note.ShouldBe("version 2 failed 3 of 20 requests (15 %), more than 10 %");
        await TickAsync();
        Commands.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_candidate_that_is_too_slow_gets_no_more_requests()
    {
        _candidate = _traffic.Servable("2", took: TimeSpan.FromMilliseconds(80));
        Publish(Limits(maxLatency: TimeSpan.FromMilliseconds(50)));
        await AskCandidateAsync(20);
        await TickAsync();
        Commands.ShouldHaveSingleItem().Cause.Note.ShouldStartWith("rolled back: version 2 has a 99th percentile of latency of 79.");
    }

    [Fact]
    public async Task What_clients_do_wrong_does_not_count()
    {
        Publish(Limits(maxErrorRate: 0));
        for (var i = 0; i < 30; i++)
        {
            var request = new InferenceRequest { Model = TrafficFixture.Model, Version = VersionSelector.Exactly(TrafficFixture.Version("2")) };
            request.Add(new NamedTensor("wrong", TestTensors.Column(1)));
            await _traffic.Gateway.InferAsync(request, CancellationToken.None).AsTask().ErrorAsync();
        }

        await TickAsync();
        Candidate.Requests.ShouldBe(0);
        Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_run_counts_even_where_the_runtime_blames_the_inputs()
    {
        Publish(Limits(maxErrorRate: 0.5) with { MinRequests = 1 });
        _candidate.Session.Fails = _ => new SessionException(isCallersFault: true, "an index is out of range");
        await AskCandidateAsync(1);
        await TickAsync();
        Commands.ShouldHaveSingleItem().Plan.ShouldBe(Before);
    }

    [Fact]
    public async Task Refusals_count_where_the_candidate_asks_for_other_inputs_than_the_rest()
    {
        _candidate = _traffic.Servable("2", signature: new ModelSignature([FakeModels.Spec("renamed", "n", -1, 1)], FakeModels.OneToOne.Outputs));
        Publish(Limits(maxErrorRate: 0.5) with { MinRequests = 1 });
        await AskCandidateAsync(1);
        await TickAsync();
        Commands.ShouldHaveSingleItem().Plan.ShouldBe(Before);
    }

    [Fact]
    public async Task A_request_that_ran_out_of_time_counts_as_a_failure()
    {
        Publish(Limits(maxErrorRate: 0.5) with { MinRequests = 1 });
        _candidate.Gate.Close();
        var reply = _traffic.Infer(selector: VersionSelector.Exactly(TrafficFixture.Version("2")));
        await _candidate.Gate.ArrivalsAsync(1);
        _traffic.Time.Advance(TimeSpan.FromSeconds(61));
        (await reply.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        _candidate.Gate.Open();
        await TickAsync();
        Candidate.ErrorRate.ShouldBe(1);
        Commands.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_candidate_that_holds_its_limits_passes_at_the_end_of_the_period_and_the_limits_leave_the_plan()
    {
        Publish(Limits(maxErrorRate: 0.1));
        await AskCandidateAsync(20);
        _traffic.Time.Advance(TimeSpan.FromSeconds(59));
        await TickAsync(TimeSpan.Zero);
        Candidate.State.ShouldBe(CandidateState.Watching);
        await TickAsync(TimeSpan.FromSeconds(1));
        var (plan, cause) = Commands.ShouldHaveSingleItem();
        plan.ShouldBe(TrafficFixture.Shares(("1", 80), ("2", 20)));
        cause.Note.ShouldStartWith("version 2 held its limits for 00:01:00: 0 of 20 requests failed, 99th percentile of latency ");
        Candidate.State.ShouldBe(CandidateState.Passed);
    }

    [Fact]
    public async Task A_candidate_that_nobody_asked_is_not_judged_and_serves_on()
    {
        Publish(Limits(maxErrorRate: 0.1));
        await AskCandidateAsync(3);
        await TickAsync(TimeSpan.FromSeconds(60));
        Commands.ShouldHaveSingleItem().Cause.Note.ShouldBe("version 2 answered 3 of the 20 requests it takes to judge it; it serves on");
        Candidate.State.ShouldBe(CandidateState.Unjudged);
    }

    [Fact]
    public async Task A_change_that_is_refused_is_tried_again_after_a_second()
    {
        Publish(Limits(maxErrorRate: 0) with { MinRequests = 1 });
        _candidate.Session.Fails = _ => new SessionException(isCallersFault: false, "broken");
        await AskCandidateAsync(1);
        Refusal = "the journal is away";
        await TickAsync();
        await TickAsync();
        Commands.Count.ShouldBe(1);
        Candidate.State.ShouldBe(CandidateState.Watching);
        Refusal = null;
        await TickAsync(TimeSpan.FromSeconds(1));
        Commands.Count.ShouldBe(2);
        Candidate.State.ShouldBe(CandidateState.RolledBack);
        _events.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watching_goes_on_over_new_routes_and_begins_anew_with_a_new_plan()
    {
        Publish(Limits(maxErrorRate: 0.1));
        await AskCandidateAsync(5);
        Publish(Limits(maxErrorRate: 0.1));
        Candidate.Requests.ShouldBe(5);
        Publish(Limits(maxErrorRate: 0.2));
        Candidate.Requests.ShouldBe(0);
        _traffic.Publish(Before, _old, _candidate);
        _traffic.Report.Candidate.ShouldBeNull("an operator took the limits back");
        await TickAsync(TimeSpan.FromMinutes(2));
        Commands.ShouldBeEmpty();
    }

    Task<ControlOutcome> IModelControl.ExecuteAsync(
        ModelName model, ModelCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        var plan = command.ShouldBeOfType<ModelCommand.SetTraffic>().Plan;
        dryRun.ShouldBeFalse();
        Commands.Add((plan, cause));
        if (Refusal is { } refusal)
            return Task.FromResult(new ControlOutcome(AdminStatus.Failed, refusal, null, null, []));
        _traffic.Publish(plan, _old, _candidate);
        return Task.FromResult(new ControlOutcome(AdminStatus.Done, "", null, null, []));
    }

    bool ITrafficLeader.IsHere => Leads;

    Task ITrafficLeader.TellBrokenAsync(ModelName model, ModelVersion candidate, string broken)
    {
        Told.Add((candidate, broken));
        return Task.CompletedTask;
    }

    ControlSnapshot? IModelControl.Find(ModelName model) => null;

    public async ValueTask InitializeAsync()
    {
        _traffic.Publish(Before, _old, _candidate);
        _monitor = _system.Spawn(TrafficMonitor.Props(_traffic.Routes, this, this, new TrafficLog(NullLogger<TrafficLog>.Instance)), "monitor");
        await _traffic.Time.WaitForTimersAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync().AsTask().OrFailAsync("the end of the actor system");
        await _traffic.DisposeAsync();
    }

    private static TrafficLimits Limits(double? maxErrorRate = null, TimeSpan? maxLatency = null) =>
        new(TrafficFixture.Version("2"), TimeSpan.FromMinutes(1), maxErrorRate, maxLatency);

    private void Publish(TrafficLimits limits) =>
        _traffic.Publish(TrafficFixture.Shares(("1", 80), ("2", 20)) with { Limits = limits }, _old, _candidate);

    private async Task AskCandidateAsync(int times)
    {
        for (var i = 0; i < times; i++)
            (await _traffic.Infer(i, VersionSelector.Exactly(TrafficFixture.Version("2"))).OrFailAsync("a reply")).Dispose();
    }

    private async Task TickAsync(TimeSpan? by = null)
    {
        _traffic.Time.Advance(by ?? Tick);
        await _system.WhenIdleAsync();
    }
}
