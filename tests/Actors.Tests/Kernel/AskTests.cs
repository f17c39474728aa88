using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class AskTests : KernelTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<Question> _kept = [];

    private ActorRef<Question> Doubler() => Spawn<Question>((question, _) => question.ReplyTo.Tell(question.Number * 2));

    private ActorRef<Question> Keeper() => Spawn<Question>((question, _) => _kept.Add(question));

    [Fact]
    public async Task Brings_the_reply()
    {
        (await Doubler().AskAsync<int>(replyTo => new(21, replyTo), Second)).ShouldBe(42);
    }

    [Fact]
    public async Task Brings_each_asker_its_own_reply_while_asks_are_reused()
    {
        var doubler = Doubler();
        var wrong = 0;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(asker => Task.Run(async () =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var number = (asker * 10_000) + i;
                if (await doubler.AskAsync<int>(replyTo => new(number, replyTo), Second) != number * 2) Interlocked.Increment(ref wrong);
            }
        }))).OrFailAsync("all replies");
        wrong.ShouldBe(0);
    }

    [Fact]
    public async Task Fails_after_the_timeout_and_drops_the_late_reply()
    {
        var keeper = Keeper();
        var ask = keeper.AskAsync<int>(replyTo => new(1, replyTo), Second).AsTask();
        await System.WhenIdleAsync();
        Time.Advance(Second - TimeSpan.FromTicks(1));
        ask.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromTicks(1));
        var error = await Should.ThrowAsync<TimeoutException>(ask.OrFailAsync("the end of the ask"));
        error.Message.ShouldBe($"Actor {keeper.Path} did not answer within 1000 ms.");

        var second = keeper.AskAsync<int>(replyTo => new(2, replyTo), Second).AsTask();
        await System.WhenIdleAsync();
        _kept[0].ReplyTo.Tell(111);
        second.IsCompleted.ShouldBeFalse();
        _kept[1].ReplyTo.Tell(222);
        _kept[1].ReplyTo.Tell(333);
        (await second.OrFailAsync("the reply")).ShouldBe(222);
    }

    [Fact]
    public async Task Times_each_use_of_a_pooled_ask_from_its_own_start()
    {
        var keeper = Keeper();
        var first = keeper.AskAsync<int>(replyTo => new(1, replyTo), Second);
        await System.WhenIdleAsync();
        Time.Advance(Second * 0.9);
        _kept[0].ReplyTo.Tell(1);
        await first;

        // the timer of the first use is still set, for 0.1 s from now
        var second = keeper.AskAsync<int>(replyTo => new(2, replyTo), Second).AsTask();
        Time.Advance(Second * 0.9);
        second.IsCompleted.ShouldBeFalse();
        Time.Advance(Second * 0.1);
        await Should.ThrowAsync<TimeoutException>(second.OrFailAsync("the end of the ask"));

        // a timer is set for a second from now, too late for the shorter one
        var answered = keeper.AskAsync<int>(replyTo => new(3, replyTo), Second);
        await System.WhenIdleAsync();
        _kept[2].ReplyTo.Tell(3);
        await answered;
        var shorter = keeper.AskAsync<int>(replyTo => new(3, replyTo), Second * 0.01).AsTask();
        Time.Advance(Second * 0.01);
        await Should.ThrowAsync<TimeoutException>(shorter.OrFailAsync("the end of the ask"));
    }

    [Fact]
    public async Task Waits_for_ever_when_told_to()
    {
        var ask = Keeper().AskAsync<int>(replyTo => new(1, replyTo), Timeout.InfiniteTimeSpan).AsTask();
        await System.WhenIdleAsync();
        Time.Advance(TimeSpan.FromDays(1000));
        ask.IsCompleted.ShouldBeFalse();
        _kept[0].ReplyTo.Tell(1);
        (await ask.OrFailAsync("the reply")).ShouldBe(1);
    }

    [Fact]
    public async Task Ends_when_the_caller_cancels()
    {
        using var cancellation = new CancellationTokenSource();
        var ask = Keeper().AskAsync<int>(replyTo => new(1, replyTo), Second, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(ask.OrFailAsync("the end of the ask"));

        var keeper = Keeper();
        var never = keeper.AskAsync<int>(replyTo => new(2, replyTo), Second, cancellation.Token).AsTask();
        await Should.ThrowAsync<OperationCanceledException>(never.OrFailAsync("the end of the ask"));
        await System.WhenIdleAsync();
        StatsOf(keeper).Processed.ShouldBe(0);
    }

    [Fact]
    public async Task Fails_at_once_when_the_actor_has_stopped()
    {
        var actor = Doubler();
        System.Stop(actor);
        await actor.ExpectTerminatedAsync();
        var ask = actor.AskAsync<int>(replyTo => new(1, replyTo), Second);
        ask.IsCompleted.ShouldBeTrue();
        (await Should.ThrowAsync<AskFailedException>(ask.AsTask().OrFailAsync("the end of the ask"))).Failure.ShouldBe(AskFailure.ActorStopped);
    }

    [Fact]
    public async Task Fails_at_once_when_the_actor_stops_before_it_comes_to_the_message()
    {
        var gate = new Gate();
        var actor = Spawn<Question>((_, context) =>
        {
            gate.Pass();
            context.StopSelf();
        });
        var first = actor.AskAsync<int>(replyTo => new(1, replyTo), Second).AsTask();
        var second = actor.AskAsync<int>(replyTo => new(2, replyTo), Second).AsTask();
        gate.Open();
        (await Should.ThrowAsync<AskFailedException>(second.OrFailAsync("the failure"))).Failure.ShouldBe(AskFailure.ActorStopped);
        first.IsCompleted.ShouldBeFalse("the actor took it and may have passed it on");
        Time.Advance(Second);
        await Should.ThrowAsync<TimeoutException>(first.OrFailAsync("the end of the ask"));
    }

    [Fact]
    public async Task Fails_at_once_when_the_actor_fails_on_the_message()
    {
        var actor = Spawn<Question>((_, _) => throw new InvalidDataException("bad"));
        var error = await Should.ThrowAsync<AskFailedException>(actor.AskAsync<int>(replyTo => new(1, replyTo), Second).AsTask().OrFailAsync("the end of the ask"));
        error.Failure.ShouldBe(AskFailure.ActorFailed);
        error.InnerException.ShouldBeOfType<InvalidDataException>();
    }

    [Fact]
    public async Task Fails_at_once_when_the_mailbox_is_full()
    {
        var gate = new Gate();
        var actor = Spawn<Question>((question, _) =>
        {
            gate.Pass();
            question.ReplyTo.Tell(0);
        }, configure: props => props.WithBoundedMailbox(1));
        var first = actor.AskAsync<int>(replyTo => new(1, replyTo), Second).AsTask();
        await gate.EnteredAsync();
        var second = actor.AskAsync<int>(replyTo => new(2, replyTo), Second).AsTask();
        var third = actor.AskAsync<int>(replyTo => new(3, replyTo), Second);
        (await Should.ThrowAsync<AskFailedException>(third.AsTask().OrFailAsync("the end of the ask"))).Failure.ShouldBe(AskFailure.MailboxFull);
        gate.Open();
        await Task.WhenAll(first, second).OrFailAsync("both replies");
    }

    [Fact]
    public async Task The_actor_may_make_the_ask_throw()
    {
        var actor = Spawn<Question>((question, _) => question.ReplyTo.Fail(new InvalidDataException("no such thing")));
        await Should.ThrowAsync<InvalidDataException>(actor.AskAsync<int>(replyTo => new(1, replyTo), Second).AsTask().OrFailAsync("the end of the ask"));
    }

    [Fact]
    public async Task A_reply_may_go_to_an_actor()
    {
        Doubler().Tell(new(4, ReplyTo.Actor<int, string>(Log.Ref, n => $"got {n}")));
        await Log.ExpectMessageAsync("got 8");
    }

    [Fact]
    public async Task Needs_a_positive_timeout()
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Doubler().AskAsync<int>(replyTo => new(1, replyTo), TimeSpan.Zero));
    }

    private sealed record Question(int Number, ReplyTo<int> ReplyTo);
}
