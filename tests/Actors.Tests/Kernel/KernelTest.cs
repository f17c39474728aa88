using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

/// <summary>A system with a virtual clock and a probe for what the actors under test say.</summary>
public abstract class KernelTest : IAsyncLifetime
{
    protected KernelTest(ActorSystemOptions? options = null)
    {
        System = new ActorSystem(Events, Time, options);
        Log = new TestProbe<string>(System, "log");
    }

    protected VirtualTime Time { get; } = new();

    protected RecordedEvents Events { get; } = new();

    protected ActorSystem System { get; }

    protected TestProbe<string> Log { get; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await System.DisposeAsync().AsTask().OrFailAsync("the end of the actor system");
    }

    protected ActorStats StatsOf(ActorRef actor) => System.Inspect().Single(stats => stats.Path.Equals(actor.Path));

    /// <summary>Spawns an actor made of functions.</summary>
    protected ActorRef<T> Spawn<T>(Action<T, ActorContext<T>> receive, string? name = null, Func<Props<T>, Props<T>>? configure = null)
        where T : notnull
    {
        var props = Props.Create(() => new TestActor<T> { OnReceive = (message, actor) => receive(message, actor.Context) });
        return System.Spawn(configure?.Invoke(props) ?? props, name);
    }
}
