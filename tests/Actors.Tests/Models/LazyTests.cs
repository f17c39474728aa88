using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

public sealed class LazyTests
{
    [Fact]
    public async Task Lazy_model_is_loaded_at_the_first_request_which_waits_for_it()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Set(Model("m", Lazy, "1"));
        await models.WhenStateAsync("1", ServableState.Ended);
        models.View("m", "1").Reason.ShouldBe("loaded at the first request");
        models.Files.Loads("m/1").ShouldBe(0);
        var requests = Enumerable.Range(0, 50).Select(value => (value, Reply: models.Infer(value))).ToList();
        await models.WhenStateAsync("1", ServableState.Loading);
        requests.ShouldAllBe(request => !request.Reply.IsCompleted);
        models.Files.Release("m/1");
        foreach (var (value, reply) in requests)
            (await AnswererAsync(reply, value)).ShouldBe("1");
        models.Files.Loads("m/1").ShouldBe(1);
    }

    [Fact]
    public async Task A_request_for_a_lazy_model_is_answered_from_the_moment_the_model_is_known()
    {
        await using var models = new ModelsFixture();
        models.Set(Model("m", Lazy, "1"));
        await models.WhenAsync("m", () => models.View() is not null);
        (await models.AnswererAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_request_waits_for_a_lazy_model_no_longer_than_its_deadline()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Set(Model("m", Lazy, "1"));
        await models.WhenStateAsync("1", ServableState.Ended);
        var reply = models.Infer(within: TimeSpan.FromSeconds(3));
        await models.Time.WaitForTimersAsync(1);
        await models.WhenStateAsync("1", ServableState.Loading);
        await models.System.WhenIdleAsync();
        await models.Time.WaitForTimersAsync(1);
        models.Time.Advance(TimeSpan.FromSeconds(3));
        (await ErrorAsync(reply)).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
    }

    [Fact]
    public async Task A_lazy_model_that_cannot_be_loaded_says_why_to_the_request()
    {
        await using var models = new ModelsFixture();
        models.Files.MakeBad("m/1");
        models.Set(Model("m", Lazy, "1"));
        await models.WhenStateAsync("1", ServableState.Ended);
        (await ErrorAsync(models.Infer())).Message.ShouldContain("m/1 is no model");
    }

    [Fact]
    public async Task Requests_do_not_bring_back_a_lazy_model_that_was_unloaded()
    {
        await using var models = new ModelsFixture();
        models.Set(Model("m", Lazy, "1"));
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
        await models.UnloadAsync();
        (await ErrorAsync(models.Infer())).Status.ShouldBe(InferenceStatus.Unavailable);
        models.Files.Loads("m/1").ShouldBe(1);
    }

    [Fact]
    public async Task A_lazy_model_that_is_made_eager_is_loaded()
    {
        await using var models = new ModelsFixture();
        models.Set(Model("m", Lazy, "1"));
        await models.WhenStateAsync("1", ServableState.Ended);
        await models.SetAndServeAsync(Model("m", null, "1"), "1");
    }

    [Fact]
    public async Task A_model_that_is_made_lazy_while_it_serves_goes_on_serving()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Set(Model("m", Lazy, "1", "2"));
        await models.WhenServingAsync("2");
    }

    [Fact]
    public async Task A_lazy_model_that_was_asked_for_follows_the_repository()
    {
        await using var models = new ModelsFixture();
        models.Set(Model("m", Lazy, "1"));
        await models.WhenStateAsync("1", ServableState.Ended);
        await models.AnswererAsync();
        await models.SetAndServeAsync(Model("m", Lazy, "1", "2"), "2");
    }
}
