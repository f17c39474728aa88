using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class TensorDifferenceTests
{
    private static readonly TensorShape Three = new(3);

    [Fact]
    public void Is_the_largest_of_all_elements() => Of([1, 2, 3], [1.5f, 2, 2]).ShouldBe(1);

    [Fact]
    public void Can_be_relative_to_what_is_larger_than_one() =>
        Of([1000, 0.1f, 3], [1010, 0.1f, 3], relative: true)!.Value.ShouldBe(10 / 1010d, 1e-9);

    [Fact]
    public void Is_nothing_between_equal_infinities_and_not_numbers() =>
        Of([float.NaN, float.PositiveInfinity, 0], [float.NaN, float.PositiveInfinity, -0f]).ShouldBe(0);

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(1, float.NaN)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity)]
    public void Is_infinite_where_one_is_no_number_and_the_other_is(float left, float right) =>
        Of([1, left, 2], [1, right, 2]).ShouldBe(double.PositiveInfinity);

    [Fact]
    public void Does_not_exist_between_other_shapes_or_types()
    {
        using var vector = TestTensors.Floats(Three, 1, 2, 3);
        using var row = TestTensors.Floats(new TensorShape(1, 3), 1, 2, 3);
        using var numbers = TestTensors.Of(TensorType.Int32, Three, 1, 2, 3);
        TensorDifference.Largest(vector, row).ShouldBeNull();
        TensorDifference.Largest(vector, numbers).ShouldBeNull();
    }

    [Fact]
    public void Sees_every_floating_point_type()
    {
        Compare(TestTensors.Of(TensorType.Fp64, Three, 1d, 2d, 3d), TestTensors.Of(TensorType.Fp64, Three, 1d, 2d, 3.25d)).ShouldBe(0.25);
        Compare(TestTensors.Of(TensorType.Fp16, Three, (Half)1, (Half)2, (Half)3), TestTensors.Of(TensorType.Fp16, Three, (Half)1, (Half)2.5, (Half)3)).ShouldBe(0.5);
        Compare(TestTensors.Of(TensorType.Bf16, Three, Bf16(1), Bf16(2), Bf16(4)), TestTensors.Of(TensorType.Bf16, Three, Bf16(1), Bf16(2), Bf16(8))).ShouldBe(4);
    }

    [Fact]
    public void Is_all_or_nothing_for_whole_numbers_and_strings()
    {
        Compare(TestTensors.Of(TensorType.Int64, Three, 1L, 2, 3), TestTensors.Of(TensorType.Int64, Three, 1L, 2, 3)).ShouldBe(0);
        Compare(TestTensors.Of(TensorType.Int64, Three, 1L, 2, 3), TestTensors.Of(TensorType.Int64, Three, 1L, 2, 4)).ShouldBe(double.PositiveInfinity);
        Compare(TestTensors.Strings(new TensorShape(1), "a"), TestTensors.Strings(new TensorShape(1), "bc")).ShouldBe(double.PositiveInfinity);
    }

    private static ushort Bf16(float value) => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    private static double? Of(float[] left, float[] right, bool relative = false) =>
        Compare(TestTensors.Floats(Three, left), TestTensors.Floats(Three, right), relative);

    private static double? Compare(Tensor left, Tensor right, bool relative = false)
    {
        using (left)
        using (right)
            return TensorDifference.Largest(left, right, relative);
    }
}
