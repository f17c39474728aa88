using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;

namespace ModelCluster.Serving.Tests.Caching;

public sealed class ServableCacheTests : IAsyncDisposable
{
    private static readonly ModelOptions Options = ModelOptions.Default with { ResponseCache = true };

    private readonly ReplyStore _store = new(1 << 20);
    private readonly ServingFixture _fixture;

    public ServableCacheTests() => _fixture = new ServingFixture(Options, replies: _store);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task An_equal_request_gets_the_same_answer_without_a_run()
    {
        await AnswersAsync(_fixture.Send(3), 6);
        await AnswersAsync(_fixture.Send(3), 6);
        await AnswersAsync(_fixture.Send(4), 8);
        _fixture.Session.Runs.Count.ShouldBe(2);
        var statistics = _fixture.Servable.Statistics;
        statistics.CacheHits.Count.ShouldBe(1);
        statistics.CacheMisses.Count.ShouldBe(2);
        statistics.Success.Count.ShouldBe(3);
        statistics.InferenceCount.ShouldBe(2);
    }

    [Fact]
    public async Task Without_the_option_nothing_is_kept()
    {
        await using var plain = new ServingFixture(replies: _store);
        await AnswersAsync(plain.Send(3), 6);
        await AnswersAsync(plain.Send(3), 6);
        plain.Session.Runs.Count.ShouldBe(2);
        _store.Count.ShouldBe(0);
        plain.Servable.Statistics.CacheMisses.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Equal_requests_at_the_same_time_share_one_run()
    {
        _fixture.Gate.Close();
        var replies = Enumerable.Range(0, 10).Select(_ => _fixture.Send(3)).ToList();
        await _fixture.Gate.ArrivalsAsync(1);
        _fixture.Gate.Open();
        foreach (var reply in replies)
            await AnswersAsync(reply, 6);
        _fixture.Session.Runs.Count.ShouldBe(1);
        _fixture.Servable.Statistics.CacheHits.Count.ShouldBe(9);
    }

    [Fact]
    public async Task One_that_goes_does_not_take_the_run_from_the_others()
    {
        using var going = new CancellationTokenSource();
        _fixture.Gate.Close();
        var first = _fixture.Send(ServingFixture.Request(3), going.Token);
        var second = _fixture.Send(3);
        await going.CancelAsync();
        await FailsAsync(first, InferenceStatus.Cancelled);
        _fixture.Gate.Open();
        await AnswersAsync(second, 6);
        _fixture.Session.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_has_its_own_deadline()
    {
        _fixture.Gate.Close();
        var hurried = ServingFixture.Request(3);
        hurried.Deadline = _fixture.In(10);
        var first = _fixture.Send(hurried);
        var second = _fixture.Send(3);
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(11));
        await FailsAsync(first, InferenceStatus.DeadlineExceeded);
        _fixture.Gate.Open();
        await AnswersAsync(second, 6);
    }

    [Fact]
    public async Task When_the_last_one_has_gone_the_request_leaves_the_queue_and_the_next_one_runs_anew()
    {
        var occupier = await _fixture.OccupyAsync();
        using var going = new CancellationTokenSource();
        var first = _fixture.Send(ServingFixture.Request(3), going.Token);
        _fixture.Servable.Statistics.QueueDepth.ShouldBe(1);
        await going.CancelAsync();
        await FailsAsync(first, InferenceStatus.Cancelled);
        _fixture.Servable.Statistics.QueueDepth.ShouldBe(0);
        var second = _fixture.Send(3);
        _fixture.Gate.Open();
        await AnswersAsync(second, 6);
        (await occupier.OrFailAsync("the occupier")).Dispose();
    }

    [Fact]
    public async Task Failures_are_told_to_all_who_wait_and_not_kept()
    {
        _fixture.Session.Fails = _ => new Contracts.Sessions.SessionException(isCallersFault: false, "broken");
        await FailsAsync(_fixture.Send(3), InferenceStatus.Internal);
        _fixture.Session.Fails = null;
        await AnswersAsync(_fixture.Send(3), 6);
        await FailsAsync(_fixture.Send(ServingFixture.Request(("nobody", TestKit.Tensors.TestTensors.Column(1)))), InferenceStatus.InvalidArgument);
        _store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reload_begins_with_nothing_and_what_is_gone_leaves_nothing()
    {
        await AnswersAsync(_fixture.Send(3), 6);
        await using (var reloaded = new ServingFixture(Options, replies: _store))
        {
            await AnswersAsync(reloaded.Send(3), 6);
            reloaded.Session.Runs.Count.ShouldBe(1);
            _store.Count.ShouldBe(2);
        }

        _store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_servable_that_drains_leaves_the_request_to_its_successor_untouched()
    {
        await using var leaving = new ServingFixture(Options, replies: _store);
        await leaving.Servable.DrainAsync().OrFailAsync("draining");
        using var request = ServingFixture.Request(5);
        leaving.Servable.TrySubmit(request, default, out _).ShouldBeFalse();
        request.Deadline.ShouldBeNull();
        await AnswersAsync(_fixture.Send(request), 10);
    }

    private static async Task AnswersAsync(Task<InferenceReply> reply, float expected)
    {
        using var answer = await reply.OrFailAsync("the answer");
        answer.Error.ShouldBeNull();
        TestKit.Tensors.TestTensors.Floats(answer.Outputs[0].Tensor).ShouldBe([expected]);
    }

    private static async Task FailsAsync(Task<InferenceReply> reply, InferenceStatus status)
    {
        using var answer = await reply.OrFailAsync("the answer");
        answer.Error.ShouldNotBeNull().Status.ShouldBe(status);
    }
}
