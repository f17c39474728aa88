using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.ClockSteps;

/// <summary>A candidate is watched for as long as its plan says, and a refused change tried again when it is due, whatever the wall clock shows.</summary>
public sealed class CandidateTests : IAsyncLifetime, IModelControl, ITrafficLeader
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly VirtualTime _time = new();
    private readonly ActorSystem _system;
    private readonly RouteTable _routes;

    public CandidateTests() => (_system, _routes) = (new ActorSystem(new RecordedEvents(), _time), new RouteTable(_time));

    private int Asked { get; set; }

    [Fact]
    public async Task A_clock_that_is_set_forward_does_not_end_the_watch()
    {
        await PassAsync(Period / 2);
        _time.StepWallClock(Day);
        await PassAsync(Period / 4);
        Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_puts_neither_the_end_nor_another_try_off()
    {
        await PassAsync(Period / 2);
        _time.StepWallClock(-Day);
        await PassAsync(Period / 2);
        Asked.ShouldBe(1);
        _time.StepWallClock(-Day);
        await PassAsync(TimeSpan.FromSeconds(1));
        Asked.ShouldBe(2);
    }

    Task<ControlOutcome> IModelControl.ExecuteAsync(ModelName model, ModelCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        command.ShouldBeOfType<ModelCommand.SetTraffic>().Plan.Limits.ShouldBeNull();
        Asked++;
        return Task.FromResult(new ControlOutcome(AdminStatus.Failed, "the journal is away", null, null, []));
    }

    bool ITrafficLeader.IsHere => true;

    Task ITrafficLeader.TellBrokenAsync(ModelName model, ModelVersion candidate, string broken) => throw new InvalidOperationException("it leads itself");

    ControlSnapshot? IModelControl.Find(ModelName model) => null;

    public async ValueTask InitializeAsync()
    {
        var (name, version) = (ModelName.Parse("m"), ModelVersion.Parse("2"));
        _routes.Publish(new ModelRoutes(new ModelView(name, [], null, IsRequired: true), [], null)
        {
            Traffic = new TrafficPlan { Shares = [new TrafficShare(version, 1)], Limits = new TrafficLimits(version, Period, MaxErrorRate: 0.1, MaxLatency: null) },
        });
        _system.Spawn(TrafficMonitor.Props(_routes, this, this, new TrafficLog(NullLogger<TrafficLog>.Instance)), "monitor");
        await _time.WaitForTimersAsync(1);
    }

    public async ValueTask DisposeAsync() => await _system.DisposeAsync();

    private async Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await _system.WhenIdleAsync();
    }
}
