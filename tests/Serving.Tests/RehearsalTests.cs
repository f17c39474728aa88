using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class RehearsalTests
{
    private static readonly ModelOptions Options = new() { MaxBatchSize = 4, WarmUpRuns = 0 };

    [Fact]
    public void A_sample_that_gives_what_it_expects_lets_the_version_serve()
    {
        using var fixture = Fixture();
        fixture.Load(Options, Sample());
        fixture.Session.Runs.ShouldHaveSingleItem().Floats.ShouldBe([1f, 2]);
        fixture.WarmingCalls.ShouldBe(1);
        fixture.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Wrong_values_fail_the_load()
    {
        using var fixture = Fixture();
        fixture.FailToLoad(Options, Sample(expected: "far")).ShouldBe(
            "sample 'one.json' failed: output 'y' is 0.25 away from what is expected; 0.01 is allowed");
    }

    [Fact]
    public void Strings_that_differ_fail_the_load()
    {
        var signature = new ModelSignature([FakeModels.Spec(TensorType.Bytes, "x", "n", -1)], [FakeModels.Spec(TensorType.Bytes, "y", "n", -1)]);
        using var fixture = new LoadingFixture(new FakeSession(signature, FakeModels.Identity));
        fixture.Samples
            .Add("good", () => [new NamedTensor("x", TestTensors.Strings(new TensorShape(1), "cat"))])
            .Add("right", () => [new NamedTensor("y", TestTensors.Strings(new TensorShape(1), "dog"))]);
        fixture.FailToLoad(Options, Sample()).ShouldBe("sample 'one.json' failed: output 'y' is not what is expected");
    }

    [Theory]
    [InlineData(0.25, true)]
    [InlineData(0.2, false)]
    public void The_tolerance_is_the_largest_difference_that_will_do(double tolerance, bool passes)
    {
        using var fixture = Fixture();
        if (passes)
            fixture.Load(Options, Sample(expected: "far", tolerance: tolerance));
        else
            fixture.FailToLoad(Options, Sample(expected: "far", tolerance: tolerance));
    }

    [Fact]
    public void Another_shape_fails_the_load()
    {
        using var fixture = Fixture();
        fixture.FailToLoad(Options, Sample(expected: "flat")).ShouldBe("sample 'one.json' failed: output 'y' is FP32 [2,1], expected FP32 [2]");
    }

    [Fact]
    public void An_output_that_the_model_does_not_give_fails_the_load()
    {
        using var fixture = Fixture();
        fixture.FailToLoad(Options, Sample(expected: "other")).ShouldBe(
            "sample 'one.json' failed: it expects output 'z', which its request does not give");
    }

    [Theory]
    [InlineData("wrong input", "sample 'one.json' failed: unexpected inference input 'q' for model 'M'")]
    [InlineData("nonsense", "sample 'one.json' failed: 'nonsense' is no JSON")]
    public void A_request_that_is_wrong_fails_the_load(string request, string message)
    {
        using var fixture = Fixture();
        fixture.FailToLoad(Options, Sample(request)).ShouldBe(message);
    }

    [Fact]
    public void A_run_that_fails_fails_the_load()
    {
        using var fixture = Fixture();
        fixture.Session.Fails = _ => new SessionException(isCallersFault: false, "broken weights");
        fixture.FailToLoad(Options, Sample()).ShouldBe("sample 'one.json' failed: broken weights");
    }

    [Fact]
    public void A_crash_of_the_adapter_fails_the_load_with_the_servables_name()
    {
        using var fixture = Fixture();
        fixture.Session.Fails = _ => new InvalidOperationException("a bug");
        fixture.FailToLoad(Options, Sample()).ShouldBe("M/1 failed its rehearsal: a bug");
    }

    [Fact]
    public void A_sample_larger_than_the_largest_batch_is_run_in_parts()
    {
        using var fixture = Fixture();
        fixture.Load(Options with { MaxBatchSize = 1 }, Sample());
        fixture.Session.RunRows.ShouldBe([1L, 1]);
    }

    [Fact]
    public void Samples_for_other_versions_are_left_out()
    {
        using var fixture = Fixture();
        fixture.Load(Options, Sample(expected: "far", versions: new VersionRange(2, null, null)));
        fixture.Session.Runs.ShouldBeEmpty();
        using var again = Fixture();
        again.FailToLoad(Options, Sample(expected: "far", versions: new VersionRange(1, null, null)));
    }

    [Fact]
    public void Without_a_smoke_test_samples_only_warm_up()
    {
        using var fixture = Fixture();
        fixture.Load(Options with { SmokeTest = false, WarmUpRuns = 3 }, Sample(expected: "far"));
        fixture.Session.RunRows.ShouldBe([2L, 2, 2]);
    }

    [Fact]
    public void A_model_without_samples_is_warmed_up_on_made_up_inputs()
    {
        using var fixture = Fixture();
        fixture.Load(Options with { WarmUpRuns = 2 });
        fixture.Session.RunRows.ShouldBe([1L, 1]);
    }

    [Fact]
    public void The_largest_batch_is_warmed_up_first_where_that_is_asked_for()
    {
        using var fixture = Fixture();
        fixture.Load(Options with { MaxBatchSize = 16, WarmUpRuns = 1, WarmUpLargestBatch = true, SmokeTest = false }, Sample(expected: "far"));
        fixture.Session.RunRows.ShouldBe([16L, 2]);
    }

    [Fact]
    public void A_warm_up_that_fails_is_noted_and_no_more()
    {
        using var fixture = Fixture();
        fixture.Session.Fails = _ => new SessionException(isCallersFault: true, "no such word");
        fixture.Load(Options with { WarmUpRuns = 1 });
        fixture.Notes.ShouldBe(["a warm-up run failed: no such word"]);
    }

    [Fact]
    public async Task The_rehearsal_teaches_how_long_a_run_takes()
    {
        using var fixture = Fixture();
        fixture.Session.Fails = _ =>
        {
            fixture.Time.Advance(TimeSpan.FromMicroseconds(30));
            return null;
        };
        var servable = fixture.Load(Options with { WarmUpRuns = 1 });
        servable.TrySubmit(ServingFixture.Request(5), CancellationToken.None, out var reply).ShouldBeTrue();
        reply.IsCompleted.ShouldBeTrue(); // known to be short, so it ran on this thread
        (await reply).Dispose();
    }

    [Theory]
    [InlineData("x", TensorType.Int32, "the configuration does not fit the model: input 'x' is FP32 in the model, INT32 in the configuration")]
    [InlineData("q", TensorType.Fp32, "the configuration does not fit the model: input 'q' is not in the model, which has 'x'")]
    public void A_declaration_that_does_not_fit_the_model_fails_the_load(string name, TensorType type, string message)
    {
        using var fixture = Fixture();
        fixture.FailToLoad(Options with { DeclaredInputs = [FakeModels.Spec(type, name, "", -1, 1)] }).ShouldBe(message);
    }

    [Fact]
    public void Every_difference_from_the_declaration_is_named()
    {
        using var fixture = Fixture();
        var options = Options with
        {
            DeclaredInputs = [FakeModels.Spec("x", "", -1, 7)],
            DeclaredOutputs = [FakeModels.Spec("z", "", -1, 1)],
            Labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["w"] = ["cat", "dog"] },
        };
        fixture.FailToLoad(options).ShouldBe(
            "the configuration does not fit the model: input 'x' is [-1,1] in the model, [-1,7] in the configuration; "
            + "output 'z' is not in the model, which has 'y'; labels names output 'w', which is not in the model: it has 'y'");
    }

    private static LoadingFixture Fixture()
    {
        var fixture = new LoadingFixture(new FakeSession());
        fixture.Samples
            .Add("good", () => [new NamedTensor("x", TestTensors.Column(1, 2))])
            .Add("wrong input", () => [new NamedTensor("q", TestTensors.Column(1, 2))])
            .Add("right", () => [new NamedTensor("y", TestTensors.Column(2, 4))])
            .Add("far", () => [new NamedTensor("y", TestTensors.Column(2, 4.25f))])
            .Add("flat", () => [new NamedTensor("y", TestTensors.Floats(new TensorShape(2), 2, 4))])
            .Add("other", () => [new NamedTensor("z", TestTensors.Column(2, 4))]);
        return fixture;
    }

    private static ModelSample Sample(string request = "good", string expected = "right", double tolerance = 0.01, VersionRange? versions = null) =>
        new("one.json", versions, FakeSamples.Json(request), FakeSamples.Json(expected), tolerance);
}
