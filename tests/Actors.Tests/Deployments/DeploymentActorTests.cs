using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Actors.Tests.Deployments;

public sealed class DeploymentActorTests
{
    [Fact]
    public async Task A_record_is_durable_when_it_is_answered_and_the_next_node_has_it_again()
    {
        var stored = new InMemoryJournal();
        await using (var first = new DeploymentsFixture(stored))
        {
            (await first.DeployAsync("one")).Record!.Version.ShouldBe(1);
            (await first.EventsAsync()).ShouldBe(["deployment-created"]);
        }

        await using var second = new DeploymentsFixture(stored);
        await second.UntilAsync(() => second.Directory.Read.IsCompleted);
        second.Snapshot.State.Served.ShouldBe(Records.Of("one", 1));
        second.Snapshot.Replicas.ShouldBe(2);
        second.Directory.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_with_the_reason_and_changes_nothing()
    {
        await using var fixture = new DeploymentsFixture();
        await fixture.DeployAsync("one");
        fixture.Journal.AppendFailure = DeploymentsFixture.Away;
        var outcome = await fixture.DeployAsync("two");
        outcome.Status.ShouldBe(DeploymentStatus.Unavailable);
        outcome.Problems[0].Message.ShouldContain("the database is away");
        fixture.Snapshot.State.Served!.DeploymentId.ShouldBe("one");
    }

    [Fact]
    public async Task A_journal_that_is_away_at_the_start_is_tried_again()
    {
        var stored = new InMemoryJournal();
        await using (var first = new DeploymentsFixture(stored))
            await first.DeployAsync("one");
        await using var second = new DeploymentsFixture(stored, isJournalAway: true);
        await second.PassAsync(TimeSpan.FromSeconds(1));
        second.Directory.Read.IsCompleted.ShouldBeFalse();
        second.Journal.ReadFailure = null;
        await second.UntilAsync(() => second.Directory.Read.IsCompleted);
        second.Snapshot.State.Served!.DeploymentId.ShouldBe("one");
    }

    [Fact]
    public async Task What_has_served_only_since_the_last_look_can_be_gone_back_to()
    {
        await using var fixture = new DeploymentsFixture();
        await fixture.DeployAsync("one");
        fixture.Models.Set((1, ServableState.Available), (1, ServableState.Available));
        await fixture.DeployAsync("two");
        fixture.Snapshot.State.GoodVersion.ShouldBe(1);
    }

    [Fact]
    public async Task An_update_that_fails_in_its_monitor_period_goes_back_by_itself_as_an_event()
    {
        await using var fixture = await ServingAsync();
        await fixture.DeployAsync("two");
        fixture.Models.Set((1, ServableState.Available), (2, ServableState.Failed));
        await fixture.UntilAsync(() => fixture.Snapshot.State.Newest!.Version == 3);
        (await fixture.EventsAsync()).ShouldBe(["deployment-created", "deployment-updated", "deployment-rolled-back"]);
        var record = (await fixture.Stored.ReadAsync("deployment/carls_model", 3, 1)).Single();
        (record.Cause.Kind, record.Cause.Name).ShouldBe((CauseKind.Policy, "deploy_monitor_period"));
        record.Event.Payload.ShouldContain("it is text");
        fixture.Snapshot.State.Served!.File.ShouldBe(Records.Of("one").File);
        fixture.Snapshot.State.Served.DeploymentId.Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_failure_after_the_monitor_period_and_one_without_a_version_before_bring_nothing_back()
    {
        await using var fixture = new DeploymentsFixture();
        await fixture.DeployAsync("one");
        fixture.Models.Set((1, ServableState.Failed));
        await fixture.PassAsync(TimeSpan.FromSeconds(2));
        fixture.Models.Set((1, ServableState.Available), (1, ServableState.Available));
        await fixture.UntilAsync(() => fixture.Snapshot.State.IsRolledOut);
        await fixture.DeployAsync("two");
        fixture.Models.Set((2, ServableState.Available), (2, ServableState.Available));
        await fixture.UntilAsync(() => fixture.Snapshot.State is { IsRolledOut: true, Newest.Version: 2 });
        fixture.Models.Set((2, ServableState.Failed));
        await fixture.PassAsync(TimeSpan.FromSeconds(2));
        (await fixture.EventsAsync()).ShouldBe(
            ["deployment-created", "deployment-rolled-out", "deployment-updated", "deployment-rolled-out"]);
    }

    [Fact]
    public async Task An_update_wants_one_replica_more_after_each_delay()
    {
        await using var fixture = await ServingAsync();
        await fixture.DeployAsync("two", Records.Settings with { Scale = 3 });
        fixture.Snapshot.Replicas.ShouldBe(1);
        await fixture.PassAsync(TimeSpan.FromSeconds(6));
        fixture.Snapshot.Replicas.ShouldBe(1);
        fixture.Models.Set((2, ServableState.Available));
        await fixture.PassAsync(TimeSpan.FromSeconds(4));
        fixture.Snapshot.Replicas.ShouldBe(1);
        await fixture.PassAsync(TimeSpan.FromSeconds(2));
        fixture.Snapshot.Replicas.ShouldBe(2);
        fixture.Models.Set((2, ServableState.Available), (2, ServableState.Available));
        await fixture.PassAsync(TimeSpan.FromSeconds(6));
        fixture.Snapshot.Replicas.ShouldBe(3);
    }

    [Fact]
    public async Task Cleared_records_are_gone_from_the_journal_too_and_that_they_were_cleared_stays()
    {
        var stored = new InMemoryJournal();
        await using (var fixture = new DeploymentsFixture(stored))
        {
            await fixture.DeployAsync("one");
            (await fixture.DeleteAsync(clear: true)).Record!.DeploymentId.ShouldBe("one");
            var left = await fixture.EventsAsync();
            while (left.Count > 1)
            {
                await Task.Yield();
                left = await fixture.EventsAsync();
            }

            left.ShouldBe(["deployment-records-cleared"]);
        }

        await using var second = new DeploymentsFixture(stored);
        await second.UntilAsync(() => second.Directory.Read.IsCompleted);
        second.Snapshot.State.Records.ShouldBeEmpty();
        (await second.DeployAsync("two")).Record!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_pin_is_kept_over_a_restart()
    {
        var stored = new InMemoryJournal();
        await using (var fixture = new DeploymentsFixture(stored))
        {
            await fixture.DeployAsync("one");
            await fixture.DeployAsync("two");
            (await fixture.PinAsync(1)).Status.ShouldBe(DeploymentStatus.Done);
            fixture.Snapshot.State.Served!.Version.ShouldBe(1);
            fixture.Snapshot.Replicas.ShouldBe(2);
        }

        await using var second = new DeploymentsFixture(stored);
        await second.UntilAsync(() => second.Directory.Read.IsCompleted);
        second.Snapshot.State.Served!.Version.ShouldBe(1);
        await second.PinAsync(null);
        second.Snapshot.State.Served!.Version.ShouldBe(2);
    }

    private static async Task<DeploymentsFixture> ServingAsync()
    {
        var fixture = new DeploymentsFixture();
        await fixture.DeployAsync("one");
        fixture.Models.Set((1, ServableState.Available), (1, ServableState.Available));
        await fixture.PassAsync(TimeSpan.FromSeconds(1));
        return fixture;
    }
}
