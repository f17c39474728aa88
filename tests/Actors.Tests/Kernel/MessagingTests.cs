using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class MessagingTests : KernelTest
{
    [Fact]
    public async Task Keeps_the_order_of_each_sender_in_a_storm_from_many_threads()
    {
        const int senders = 8, each = 50_000;
        var next = new int[senders];
        var disorder = 0;
        var actor = Spawn<(int Sender, int Number)>((message, _) =>
        {
            if (next[message.Sender]++ != message.Number) disorder++;
        });

        Parallel.For(0, senders, sender =>
        {
            for (var i = 0; i < each; i++) actor.Tell((sender, i));
        });

        await System.WhenIdleAsync();
        disorder.ShouldBe(0);
        StatsOf(actor).Processed.ShouldBe(senders * each);
    }

    [Fact]
    public async Task Handles_one_message_at_a_time_and_sees_its_own_writes()
    {
        var (inside, overlaps, plainCounter) = (0, 0, 0);
        var actor = Spawn<int>((_, _) =>
        {
            if (Interlocked.Exchange(ref inside, 1) != 0) overlaps++;
            plainCounter++;
            Interlocked.Exchange(ref inside, 0);
        }, configure: props => props.WithThroughput(1));

        Parallel.For(0, 100_000, i => actor.Tell(i));

        await System.WhenIdleAsync();
        (overlaps, plainCounter).ShouldBe((0, 100_000));
    }

    [Fact]
    public async Task Gives_the_thread_back_after_as_many_messages_as_its_throughput()
    {
        // the pool clears the execution context between work items, so a value that is still there tells of the same turn
        var turn = new AsyncLocal<object?>();
        var (inTurn, longest, turns) = (0, 0, 0);
        var gate = new Gate();
        var actor = Spawn<int>((n, _) =>
        {
            if (n == 0) gate.Pass();
            if (turn.Value is null)
            {
                (turn.Value, inTurn) = (new object(), 0);
                turns++;
            }

            longest = Math.Max(longest, ++inTurn);
        }, configure: props => props.WithThroughput(10));

        for (var n = 0; n < 1000; n++) actor.Tell(n);
        await gate.EnteredAsync();
        gate.Open();
        await System.WhenIdleAsync();
        longest.ShouldBe(10);
        turns.ShouldBeGreaterThanOrEqualTo(100);
    }

    [Fact]
    public async Task Runs_thousands_of_actors()
    {
        var actors = Enumerable.Range(0, 5_000).Select(i => Spawn<int>((n, _) => Log.Ref.Tell(n.ToString()), $"a{i}")).ToList();
        foreach (var actor in actors) actor.Tell(1);
        await System.WhenIdleAsync();
        StatsOf(Log.Ref).Processed.ShouldBe(5_000);
        System.Inspect().Count.ShouldBe(5_002);
    }

    [Fact]
    public async Task Refuses_what_does_not_fit_into_a_bounded_mailbox()
    {
        var gate = new Gate();
        var actor = Spawn<int>((n, _) =>
        {
            gate.Pass();
            Log.Ref.Tell($"{n}");
        }, configure: props => props.WithBoundedMailbox(2));

        actor.Tell(1);
        await gate.EnteredAsync();
        actor.TryTell(2).ShouldBeTrue();
        actor.TryTell(3).ShouldBeTrue();
        actor.TryTell(4).ShouldBeFalse();
        Events.DeadLetters.ShouldBeEmpty();
        actor.Tell(5);
        Events.DeadLetters.ShouldBe([new DeadLetter(actor.Path, 5, DeadLetterReason.MailboxFull)]);
        StatsOf(actor).MailboxDepth.ShouldBe(2);

        gate.Open();
        foreach (var n in new[] { "1", "2", "3" }) await Log.ExpectMessageAsync(n);
        await Log.ExpectNoMessageAsync();
        actor.TryTell(6).ShouldBeTrue();
    }

    [Fact]
    public async Task Counts_what_the_actor_has_taken_but_not_handled_against_the_bound()
    {
        var gate = new Gate();
        var actor = Spawn<int>((_, _) =>
        {
            gate.Pass();
        }, configure: props => props.WithBoundedMailbox(10));

        // however many the actor took as its first batch, one is in work and nine wait
        for (var i = 0; i < 10; i++) actor.TryTell(i).ShouldBeTrue();
        await gate.EnteredAsync();
        Enumerable.Range(0, 20).Count(i => actor.TryTell(i)).ShouldBe(1);
        StatsOf(actor).MailboxDepth.ShouldBe(10);
        gate.Open();
    }

    [Fact]
    public async Task Reports_messages_that_the_actor_does_not_understand()
    {
        var actor = System.Spawn(Props.Create(() => new Deaf()), "deaf");
        actor.Tell("hello");
        await System.WhenIdleAsync();
        Events.DeadLetters.ShouldBe([new DeadLetter(actor.Path, "hello", DeadLetterReason.Unhandled)]);
    }

    [Fact]
    public async Task Maps_a_reference_to_another_message_type()
    {
        var numbers = Log.Ref.Map<int>(n => $"number {n}");
        numbers.Tell(7);
        await Log.ExpectMessageAsync("number 7");
        numbers.Path.ShouldBe(Log.Ref.Path);
    }

    [Fact]
    public async Task Keeps_working_after_a_burst_far_above_the_first_size_of_a_mailbox()
    {
        var sum = 0L;
        var actor = Spawn<int>((n, _) => sum += n);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 20_000; i++) actor.Tell(1);
            await System.WhenIdleAsync();
            for (var i = 0; i < 600; i++)
            {
                actor.Tell(1);
                await System.WhenIdleAsync();
            }
        }

        sum.ShouldBe(3 * 20_600);
    }

    private sealed class Deaf : Actor<string>
    {
        protected internal override void Receive(string message) => Unhandled(message);
    }
}
