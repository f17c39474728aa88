using ModelCluster.Actors.Kernel;

namespace ModelCluster.Actors.Tests.Kernel;

/// <summary>An actor whose every hook is a function of the test.</summary>
internal sealed class TestActor<T> : Actor<T>
    where T : notnull
{
    public new ActorContext<T> Context => base.Context;

    public Action<T, TestActor<T>> OnReceive { get; init; } = (_, _) => { };

    public Action<TestActor<T>> OnPreStart { get; init; } = _ => { };

    public Action<TestActor<T>> OnPostStop { get; init; } = _ => { };

    public Action<TestActor<T>, Exception, T?>? OnPreRestart { get; init; }

    public Action<TestActor<T>, Exception>? OnPostRestart { get; init; }

    protected internal override void Receive(T message) => OnReceive(message, this);

    protected internal override void PreStart() => OnPreStart(this);

    protected internal override void PostStop() => OnPostStop(this);

    protected internal override void PreRestart(Exception reason, T? message)
    {
        if (OnPreRestart is null) base.PreRestart(reason, message);
        else OnPreRestart(this, reason, message);
    }

    protected internal override void PostRestart(Exception reason)
    {
        if (OnPostRestart is null) base.PostRestart(reason);
        else OnPostRestart(this, reason);
    }
}
