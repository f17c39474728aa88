using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Sessions;

namespace ModelCluster.Serving.Tests;

public class BatchDimensionTests
{
    private static readonly ModelOptions Quiet = new() { WarmUpRuns = 0 };

    [Fact]
    public void Is_found_where_all_first_dimensions_share_a_name_and_rows_are_independent() =>
        Detect(FakeModels.OneToOne, FakeModels.Doubling).ShouldBe(64);

    [Fact]
    public void Is_found_where_first_dimensions_have_no_name() =>
        Detect(Signature("", "", -1, 3), FakeModels.Doubling).ShouldBe(64);

    [Fact]
    public void Is_not_assumed_where_rows_influence_each_other() =>
        Detect(FakeModels.OneToOne, FakeModels.MixingRows).ShouldBe(0);

    [Theory]
    [InlineData(TensorType.Int32)]
    [InlineData(TensorType.Bool)]
    [InlineData(TensorType.Bytes)]
    public void Mixing_is_seen_in_whole_numbers_and_strings_of_one_element_a_row(TensorType type)
    {
        var signature = new ModelSignature([FakeModels.Spec(type, "x", "n", -1)], [FakeModels.Spec(type, "y", "n", -1)]);
        Detect(signature, FakeModels.Identity).ShouldBe(64);
        Detect(signature, Swapped).ShouldBe(0);

        // each row gets the other's value
        static void Swapped(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
        {
            FakeModels.Identity(inputs, outputs);
            var half = inputs[0].ByteLength / (int)inputs[0].Rows;
            if (inputs[0].Rows != 2)
                return;
            inputs[0].Span[half..].CopyTo(outputs[0]!.Span);
            inputs[0].Span[..half].CopyTo(outputs[0]!.Span[half..]);
        }
    }

    [Theory]
    [InlineData("n", "m")]
    [InlineData("n", "")]
    public void Is_not_assumed_where_first_dimensions_differ_in_name(string input, string output) =>
        Detect(Signature(input, output, -1, 1), FakeModels.Doubling).ShouldBe(0);

    [Theory]
    [InlineData(4, 1)]
    [InlineData(1)]
    public void Is_not_assumed_where_the_first_dimension_is_fixed(params int[] shape) =>
        Detect(Signature("", "", [.. shape.Select(dimension => (long)dimension)]), FakeModels.Doubling).ShouldBe(0);

    [Fact]
    public void Is_not_assumed_for_a_scalar() => Detect(Signature("", ""), FakeModels.Doubling).ShouldBe(0);

    [Fact]
    public void Is_not_assumed_where_the_trial_fails() => Detect(
        FakeModels.OneToOne, (_, _) => throw new SessionException(isCallersFault: true, "not these numbers")).ShouldBe(0);

    [Fact]
    public void Is_not_assumed_where_outputs_have_other_rows() => Detect(
        FakeModels.OneToOne,
        (_, outputs) => FakeModels.Output(outputs, 0, TensorType.Fp32, new TensorShape(1, 1)).Span.Clear()).ShouldBe(0);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    public void The_configuration_is_believed_without_a_trial(int configured)
    {
        using var fixture = new LoadingFixture(new FakeSession(FakeModels.OneToOne, FakeModels.MixingRows));
        fixture.Load(Quiet with { MaxBatchSize = configured }).Model.MaxBatchSize.ShouldBe(configured);
        fixture.Session.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void A_configuration_that_the_shapes_rule_out_fails_the_load()
    {
        using var fixture = new LoadingFixture(new FakeSession(Signature("", "", 4, 1), FakeModels.Doubling));
        fixture.FailToLoad(Quiet with { MaxBatchSize = 8 }).ShouldBe(
            "max_batch_size is 8, but 'x' has shape [4,1], whose first dimension is not free; set it to 0");
    }

    private static int Detect(ModelSignature signature, FakeModel model)
    {
        using var fixture = new LoadingFixture(new FakeSession(signature, model));
        return fixture.Load(Quiet).Model.MaxBatchSize;
    }

    private static ModelSignature Signature(string input, string output, params ReadOnlySpan<long> shape) =>
        new([FakeModels.Spec("x", input, shape)], [FakeModels.Spec("y", output, shape)]);
}
