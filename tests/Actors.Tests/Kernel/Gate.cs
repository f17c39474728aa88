using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

/// <summary>Holds an actor in the middle of a message until the test opens it. Waiting on a task lets the pool add threads at once.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For the actor: waits until open.</summary>
    public void Pass()
    {
        _entered.TrySetResult();
        _opened.Task.Wait(RealTimeGuard.Limit).ShouldBeTrue("the test opens the gate");
    }

    /// <summary>For the test: completes once an actor waits.</summary>
    public Task EnteredAsync() => _entered.Task.OrFailAsync("an actor at the gate");

    public void Open() => _opened.TrySetResult();
}
