using ModelCluster.Actors.Tests.Models;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Actors.Tests.Pipelines;

/// <summary>Pipelines behind a real registry; the models of their steps are fakes that double, some of other signatures.</summary>
public sealed class PipelineServingTests : IAsyncDisposable
{
    private const string Twice =
        """
        {"inputs": ["x"], "outputs": {"y": "second.y"}, "steps": [
            {"name": "first", "model": "m", "inputs": {"x": "x"}}, {"name": "second", "model": "m", "inputs": {"x": "first.y"}}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pipelines-").FullName;
    private readonly ModelsFixture _fixture = new(loadingThreads: 1);

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipeline_serves_whatever_comes_first(bool lazyStep)
    {
        _fixture.Files.Hold("m/1");
        _fixture.Set(Pipeline("p", Twice), ModelsFixture.Model("m", lazyStep ? ModelsFixture.Lazy : null, "1"));
        await StateAsync("p", ServableState.Loading);
        _fixture.Files.Release("m/1");
        await StateAsync("p", ServableState.Available);
        (await AskAsync("p", 3)).ShouldBe(12);
        var view = _fixture.View("p", "1");
        view.Signature!.Inputs[0].Name.ShouldBe("x");
        view.Platform.ShouldBe("modelcluster_pipeline");
        _fixture.Routes.Statistics(new ServableId(ModelName.Parse("p"), ModelVersion.Parse("1")))!.InferenceCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_named_until_it_comes()
    {
        _fixture.Set(Pipeline("p", Twice));
        await StateAsync("p", ServableState.Failed);
        _fixture.View("p", "1").Reason.ShouldContain("steps[0] 'first': model 'm' is not in the repository");
        _fixture.Set(Pipeline("p", Twice), ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        (await AskAsync("p", 3)).ShouldBe(12);
    }

    [Fact]
    public async Task A_model_that_leaves_makes_requests_fail_with_its_name_and_they_are_well_again_when_it_is_back()
    {
        var pipeline = Pipeline("p", Twice);
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        _fixture.Set(pipeline);
        await _fixture.WhenForgottenAsync();
        var error = await ErrorAsync("p");
        error.Status.ShouldBe(InferenceStatus.Unavailable);
        error.Message.ShouldContain("steps[0] 'first': ");
        error.Message.ShouldContain("'m' is not found");
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "2"));
        await _fixture.WhenServingAsync("2");
        (await AskAsync("p", 3)).ShouldBe(12);
    }

    [Fact]
    public async Task Branches_run_side_by_side_and_join()
    {
        const string Diamond =
            """
            {"inputs": ["x"], "outputs": {"left": "left.y", "right": "right.y"}, "steps": [
                {"name": "top", "model": "t", "inputs": {"x": "x"}},
                {"name": "left", "model": "l", "inputs": {"x": "top.y"}}, {"name": "right", "model": "r", "inputs": {"x": "top.y"}}]}
            """;
        _fixture.Set([Pipeline("p", Diamond), .. new[] { "t", "l", "r" }.Select(name => ModelsFixture.Model(name, null, "1"))]);
        await StateAsync("p", ServableState.Available);
        FakeSession[] branches = [_fixture.Files.Session("l/1"), _fixture.Files.Session("r/1")];
        var before = branches.Select(branch => branch.Gate.Arrived).ToArray();
        foreach (var branch in branches)
            branch.Gate.Close();
        var reply = Task.Run(() => _fixture.Infer(1, "p"));
        for (var i = 0; i < branches.Length; i++)
            await branches[i].Gate.ArrivalsAsync(before[i] + 1); // both are there while neither has ended
        foreach (var branch in branches)
            branch.Gate.Open();
        using var answer = await reply.OrFailAsync("a reply");
        answer.Error.ShouldBeNull();
        answer.Outputs.Select(output => (output.Name, output.Tensor.Floats()[0])).ShouldBe([("left", 4), ("right", 4)]);
    }

    [Fact]
    public async Task A_step_that_fails_is_named()
    {
        _fixture.Set(Pipeline("p", Twice), ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        _fixture.Files.Session("m/1").Fails = _ => new InvalidOperationException("it broke");
        var error = await ErrorAsync("p");
        error.Status.ShouldBe(InferenceStatus.Internal);
        error.Message.ShouldContain("steps[0] 'first': ");
        error.Message.ShouldContain("it broke");
    }

    [Fact]
    public async Task The_deadline_and_a_cancellation_reach_the_steps()
    {
        _fixture.Set(Pipeline("p", Twice), ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        var session = _fixture.Files.Session("m/1");
        var arrived = session.Gate.Arrived;
        session.Gate.Close();
        var late = Task.Run(() => _fixture.Infer(1, "p", within: TimeSpan.FromSeconds(5)));
        await session.Gate.ArrivalsAsync(arrived + 1);
        _fixture.Time.Advance(TimeSpan.FromSeconds(6));
        (await ModelsFixture.ErrorAsync(late)).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        session.Gate.Open();
    }

    [Fact]
    public async Task A_step_swaps_its_version_under_a_pipeline_that_serves()
    {
        var pipeline = Pipeline("p", Twice);
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        for (var version = 2; version < 12; version++)
        {
            var asked = Task.Run(() => AskAsync("p", version));
            _fixture.Set(pipeline, ModelsFixture.Model("m", null, $"{version}"));
            (await asked).ShouldBe(4 * version);
            await _fixture.WhenServingAsync($"{version}");
        }
    }

    [Fact]
    public async Task Pipelines_of_pipelines_serve_many_at_once_with_one_executor_for_all()
    {
        var outer = Twice.Replace("\"m\"", "\"inner\"", StringComparison.Ordinal);
        _fixture.Set(Pipeline("outer", outer), Pipeline("inner", Twice), ModelsFixture.Model("m", new ModelOptions { Instances = 1 }, "1"));
        await StateAsync("outer", ServableState.Available);
        var answers = await Task.WhenAll(Enumerable.Range(1, 200).Select(value => Task.Run(() => AskAsync("outer", value))));
        answers.ShouldBe(Enumerable.Range(1, 200).Select(value => 16f * value));
    }

    [Fact]
    public async Task A_pipeline_that_is_a_step_of_itself_is_refused_over_however_many_others()
    {
        _fixture.Set(Pipeline("p", Twice.Replace("\"m\"", "\"q\"", StringComparison.Ordinal)), Pipeline("q", Twice.Replace("\"m\"", "\"p\"", StringComparison.Ordinal)));
        await StateAsync("p", ServableState.Failed);
        await StateAsync("q", ServableState.Failed);
        var reasons = _fixture.View("p", "1").Reason + _fixture.View("q", "1").Reason;
        reasons.ShouldContain("cycle: ");
        _fixture.Set(Pipeline("self", Twice.Replace("\"m\"", "\"self\"", StringComparison.Ordinal)));
        await StateAsync("self", ServableState.Failed);
        _fixture.View("self", "1").Reason.ShouldBe("cycle: self -> self");
    }

    [Theory]
    [InlineData("z", 1, "steps[1] 'second': input 'x' takes 'first.y', but model 'm' gives 'z'")]
    [InlineData("y", 2, "the pipeline takes or gives something else; load it again")]
    public async Task A_new_version_that_does_not_fit_makes_requests_fail_with_the_reason_until_one_fits(string output, int columns, string reason)
    {
        var pipeline = Pipeline("p", Twice);
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        _fixture.Files.Make = path => path != "m/2" ? new FakeSession() : new FakeSession(
            new ModelSignature([FakeModels.Spec("x", "n", -1, columns)], [FakeModels.Spec(output, "n", -1, columns)]), FakeModels.Doubling)
        { Remembers = false };
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "2"));
        await _fixture.WhenServingAsync("2");
        var error = await ErrorAsync("p");
        error.Status.ShouldBe(InferenceStatus.Unavailable);
        error.Message.ShouldContain(reason);
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "3"));
        await _fixture.WhenServingAsync("3");
        (await AskAsync("p", 3)).ShouldBe(12);
    }

    [Fact]
    public async Task Requests_past_the_limit_are_refused_and_those_accepted_are_answered_before_the_pipeline_ends()
    {
        var model = ModelsFixture.Model("m", new ModelOptions { Instances = 1 }, "1");
        _fixture.Set(Pipeline("p", Twice, new ModelOptions { QueueLimit = 1 }), model);
        await StateAsync("p", ServableState.Available);
        var session = _fixture.Files.Session("m/1");
        var arrived = session.Gate.Arrived;
        session.Gate.Close();
        var accepted = Task.Run(() => AskAsync("p", 5));
        await session.Gate.ArrivalsAsync(arrived + 1);
        (await ErrorAsync("p")).Status.ShouldBe(InferenceStatus.Overloaded);
        _fixture.Set(model);
        await StateAsync("p", ServableState.Draining);
        session.Gate.Open();
        (await accepted).ShouldBe(20);
        await _fixture.WhenForgottenAsync("p");
    }

    [Fact]
    public async Task A_pipeline_that_is_not_wanted_any_more_stops_waiting()
    {
        _fixture.Files.Hold("m/1");
        var model = ModelsFixture.Model("m", null, "1");
        _fixture.Set(Pipeline("p", Twice), model);
        await StateAsync("p", ServableState.Loading);
        _fixture.Set(model);
        await _fixture.WhenForgottenAsync("p");
    }

    [Fact]
    public async Task Pipelines_are_not_nested_without_end()
    {
        _fixture.Set(Pipeline("p", Twice), ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Available);
        var request = new InferenceRequest { Model = ModelName.Parse("p"), Depth = 16 };
        request.Add(new NamedTensor("x", TestTensors.Column(1)));
        using var reply = await _fixture.Gateway.InferAsync(request, CancellationToken.None);
        reply.Error!.Message.ShouldContain("nested more than 16 deep");
    }

    [Fact]
    public async Task A_model_of_another_signature_is_refused()
    {
        var pipeline = Pipeline("p", Twice.Replace("\"x\": \"first.y\"", "\"x\": \"first.z\"", StringComparison.Ordinal));
        _fixture.Set(pipeline, ModelsFixture.Model("m", null, "1"));
        await StateAsync("p", ServableState.Failed);
        _fixture.View("p", "1").Reason.ShouldBe("steps[1] 'second': input 'x' takes 'first.z', but model 'm' gives 'y'");
    }

    [Fact]
    public async Task A_broken_file_fails_with_every_problem()
    {
        _fixture.Set(Pipeline("p", """{"inputs": ["x"], "outputs": {"y": "b.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "z"}}]}"""));
        await StateAsync("p", ServableState.Failed);
        _fixture.View("p", "1").Reason.ShouldContain("steps[0] 'a': input 'x' takes 'z'");
        _fixture.View("p", "1").Reason.ShouldContain("outputs: 'y' takes 'b.y'");
    }

    private AspiredModel Pipeline(string name, string json, ModelOptions? options = null)
    {
        var path = Path.Combine(_folder, name, "1", "pipeline.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
        return new AspiredModel(ModelName.Parse(name), options ?? ModelOptions.Default, [new Artefact(ModelVersion.Parse("1"), path, json)], [], Problem: null);
    }

    private Task StateAsync(string model, ServableState state) => _fixture.WhenAsync(
        model, () => _fixture.View(model)?.Versions.Any(view => view.State == state && (state != ServableState.Available || _fixture.Serving(model).Any())) is true);

    private async Task<float> AskAsync(string model, float value)
    {
        using var reply = await _fixture.Infer(value, model).OrFailAsync("a reply");
        reply.Error.ShouldBeNull();
        return reply.Outputs[0].Tensor.Floats()[0];
    }

    private Task<InferenceError> ErrorAsync(string model) => ModelsFixture.ErrorAsync(_fixture.Infer(1, model));
}
