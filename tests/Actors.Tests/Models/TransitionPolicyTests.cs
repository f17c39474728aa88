using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Tests.Models;

public sealed class TransitionPolicyTests
{
    [Fact]
    public void Keeps_old_version_while_new_one_loads()
    {
        var model = Serving(1);
        model.Aspire(2);
        model.Available.ShouldBe([1]);
        model.Loading.ShouldBe([2]);
        model.EndLoad(2, well: true);
        model.Available.ShouldBe([2]);
    }

    [Fact]
    public void Keeps_old_version_when_new_one_fails()
    {
        var model = Serving(1);
        model.Aspire(2);
        model.EndLoad(2, well: false);
        model.Available.ShouldBe([1]);
    }

    [Fact]
    public void Goes_back_to_an_older_version_when_the_newest_is_taken_away()
    {
        var model = Serving(3);
        model.Aspire(2);
        model.Available.ShouldBe([3]);
        model.EndLoad(2, well: true);
        model.Available.ShouldBe([2]);
    }

    [Fact]
    public void Another_version_that_serves_does_not_make_up_for_a_failed_successor()
    {
        var model = new SimulatedModel(preserveResources: false);
        model.Aspire(1, 5);
        model.EndLoad(1, well: true);
        model.EndLoad(5, well: true);
        model.Aspire(2, 5); // the newest of a range of versions became 2
        model.EndLoad(2, well: false);
        model.Available.ShouldBe([1, 5]);
    }

    [Fact]
    public void A_replaced_file_is_loaded_before_the_old_one_goes()
    {
        var model = Serving(1);
        model.Replace(1);
        model.Available.ShouldBe([1]);
        model.EndLoad(1, well: true);
        model.All.Count(version => version.State == ServableState.Available).ShouldBe(1);
        model.All.Single(version => version.State == ServableState.Available).Number.ShouldBe(2);
    }

    [Fact]
    public void Retires_everything_when_nothing_is_wanted()
    {
        var model = Serving(1);
        model.Aspire();
        model.Available.ShouldBeEmpty();
    }

    [Fact]
    public void Newest_wanted_version_loads_first()
    {
        var statuses = new SimulatedModel(preserveResources: false);
        statuses.Aspire(1, 2, 3);
        statuses.Loading.ShouldBe([1, 2, 3]);
        ModelCluster.Actors.Models.TransitionPolicy.Next(
            [.. statuses.All.Select(version => version with { State = ServableState.New })], preserveResources: false)!.Value.Number.ShouldBe(3);
    }

    [Fact]
    public void Preserving_resources_loads_only_after_the_old_version_is_gone()
    {
        var model = new SimulatedModel(preserveResources: true);
        model.Aspire(1);
        model.EndLoad(1, well: true);
        model.Aspire(2);
        model.Available.ShouldBeEmpty();
        model.Loading.ShouldBeEmpty();
        model.EndDrain(1);
        model.Loading.ShouldBe([2]);
    }

    [Fact]
    public void Availability_once_reached_is_never_lost_while_anything_is_wanted() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte>().ArrayOf().ToArbitrary(),
        script =>
        {
            var model = Serving(1);
            foreach (var step in script)
            {
                Play(model, step);
                if (!model.Available.Any())
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>One random thing that can happen: another wanted set, a replaced file, the end of a load or of a drain.</summary>
    private static void Play(SimulatedModel model, byte step)
    {
        var pick = step >> 3;
        switch (step & 7)
        {
            case 0 or 1:
                model.Aspire(1 + (pick % 5));
                break;
            case 2:
                model.Aspire(1 + (pick % 5), 1 + ((pick + 2) % 5));
                break;
            case 3 when model.All.Any(version => version.IsAspired):
                model.Replace(model.All.First(version => version.IsAspired).Version.Major);
                break;
            case 4 or 5 when model.Loading.Any():
                model.EndLoad(model.Loading.ElementAt(pick % model.Loading.Count()), well: (pick & 1) == 0);
                break;
            case 6 when model.All.Any(version => version.State == ServableState.Draining):
                model.EndDrain(model.All.First(version => version.State == ServableState.Draining).Version.Major);
                break;
            default:
                break;
        }
    }

    private static SimulatedModel Serving(long version)
    {
        var model = new SimulatedModel(preserveResources: false);
        model.Aspire(version);
        model.EndLoad(version, well: true);
        return model;
    }
}
