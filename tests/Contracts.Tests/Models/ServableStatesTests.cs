using ModelCluster.Contracts.Models;

namespace ModelCluster.Contracts.Tests.Models;

public sealed class ServableStatesTests
{
    [Fact]
    public void Every_servable_can_come_to_its_end()
    {
        foreach (var state in Enum.GetValues<ServableState>().Except([ServableState.New]))
            Reachable(state).ShouldContain(ServableState.Ended, state.ToString());
    }

    [Fact]
    public void Only_a_warmed_servable_becomes_available() =>
        Enum.GetValues<ServableState>().Where(from => from.CanBecome(ServableState.Available)).ShouldBe([ServableState.Warming]);

    [Fact]
    public void An_available_servable_is_drained_before_it_is_unloaded()
    {
        ServableState.Available.To(ServableState.Draining).To(ServableState.Unloading).To(ServableState.Ended).ShouldBe(ServableState.Ended);
        Should.Throw<InvalidOperationException>(() => ServableState.Available.To(ServableState.Unloading))
            .Message.ShouldBe("a servable cannot go from Available to Unloading");
    }

    private static HashSet<ServableState> Reachable(ServableState from)
    {
        HashSet<ServableState> reached = [from];
        while (Enum.GetValues<ServableState>().Where(to => reached.Any(state => state.CanBecome(to))).Any(reached.Add))
        {
        }

        return reached;
    }
}
