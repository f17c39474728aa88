using ModelCluster.Actors.Kernel;

namespace ModelCluster.Micro.Kernel;

internal sealed record Question(ReplyTo<int> ReplyTo);

internal sealed record Ball(ActorRef<Ball> Server);

/// <summary>Counts messages down to a signal.</summary>
internal sealed class Countdown
{
    private TaskCompletionSource _done = new();
    private int _left;

    public Task Expect(int messages)
    {
        _left = messages;
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _done.Task;
    }

    public void Count()
    {
        if (--_left == 0) _done.SetResult();
    }
}

internal sealed class Counter(Countdown counter) : Actor<object>
{
    protected override void Receive(object message) => counter.Count();
}

internal sealed class Echo : Actor<Question>
{
    protected override void Receive(Question message) => message.ReplyTo.Tell(1);
}

internal sealed class Returner : Actor<Ball>
{
    protected override void Receive(Ball message) => message.Server.Tell(message);
}

internal sealed class Server(ActorRef<Ball> other, int rounds, TaskCompletionSource done) : Actor<Ball>
{
    private int _left = rounds;

    protected override void Receive(Ball message)
    {
        if (_left-- > 0) other.Tell(message);
        else done.TrySetResult();
    }
}

/// <summary>Nobody listens.</summary>
internal sealed class SilentEvents : IActorEvents
{
    public void ActorFailed(ActorFailure failure, Directive directive, TimeSpan backoff) => Environment.FailFast("a benchmark actor failed", failure.Exception);

    public void HookFailed(ActorFailure failure, string hook) => Environment.FailFast("a benchmark actor failed", failure.Exception);

    public void DeadLettered(DeadLetter letter)
    {
    }

    public void ShutdownTaskFailed(ShutdownResult result)
    {
    }
}
