using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests.Traffic;

public class OutputComparisonTests
{
    [Fact]
    public void Differences_within_the_tolerance_agree_and_the_largest_is_told()
    {
        Compare(Floats(1, 2, 3), Floats(1, 2.25f, 2.5f), 0.5).ShouldBe(new OutputComparison(true, true, 0.5));
        Compare(Floats(1, 2, 3), Floats(1, 2.25f, 2.5f), 0.4).ShouldBe(new OutputComparison(false, true, 0.5));
    }

    [Fact]
    public void Every_type_is_compared_by_its_numbers()
    {
        Different(TensorType.Fp64, 1.0, 1.75).ShouldBe(0.75);
        Different(TensorType.Fp16, (Half)1, (Half)1.5).ShouldBe(0.5);
        Different(TensorType.Bf16, (ushort)0x3F80, (ushort)0x4000).ShouldBe(1, "bfloat16 1 and 2");
        Different(TensorType.Int64, -5L, 7L).ShouldBe(12);
        Different(TensorType.Int32, int.MinValue, int.MaxValue).ShouldBe(uint.MaxValue);
        Different(TensorType.Int16, (short)-1, (short)1).ShouldBe(2);
        Different(TensorType.Int8, (sbyte)-128, (sbyte)127).ShouldBe(255);
        Different(TensorType.UInt64, 0UL, ulong.MaxValue).ShouldBe(ulong.MaxValue);
        Different(TensorType.UInt32, 3U, 1U).ShouldBe(2);
        Different(TensorType.UInt16, (ushort)3, (ushort)1).ShouldBe(2);
        Different(TensorType.UInt8, (byte)0, (byte)255).ShouldBe(255);
        Different(TensorType.Bool, (byte)0, (byte)1).ShouldBe(1);
        Different(TensorType.Int64, long.MaxValue, long.MaxValue - 1).ShouldBe(1, "one double, but not one number");
    }

    [Fact]
    public void NaN_agrees_with_NaN_alone_and_infinity_with_itself()
    {
        Compare(Floats(float.NaN, float.PositiveInfinity), Floats(float.NaN, float.PositiveInfinity)).Agrees.ShouldBeTrue();
        Compare(Floats(float.NaN), Floats(1)).ShouldBe(new OutputComparison(false, false, 0));
        Compare(Floats(float.PositiveInfinity, 3), Floats(1, 1), 5).ShouldBe(new OutputComparison(false, false, 2));
    }

    [Fact]
    public void Texts_must_be_equal()
    {
        using var left = TestTensors.Strings(new TensorShape(2), "a", "b");
        using var same = TestTensors.Strings(new TensorShape(2), "a", "b");
        using var other = TestTensors.Strings(new TensorShape(2), "a", "c");
        OutputComparison.Of([new("y", left)], [new("y", same)], 1).Agrees.ShouldBeTrue();
        OutputComparison.Of([new("y", left)], [new("y", other)], 1).ShouldBe(new OutputComparison(false, false, 0));
    }

    [Fact]
    public void Outputs_are_compared_by_name_and_must_have_the_same_type_and_shape()
    {
        using var one = Floats(1);
        using var two = Floats(2);
        using var pair = Floats(1, 2);
        using var integer = TestTensors.Of<int>(TensorType.Int32, new TensorShape(1, 1), 1);
        OutputComparison.Of([new("a", one), new("b", two)], [new("b", two), new("a", one)], 0).Agrees.ShouldBeTrue();
        foreach (NamedTensor[] other in new NamedTensor[][] { [], [new("b", one)], [new("a", pair)], [new("a", integer)], [new("a", one), new("b", one)] })
            OutputComparison.Of([new("a", one)], other, 10).ShouldBe(new OutputComparison(false, false, 0));
    }

    private static Tensor Floats(params float[] values) => TestTensors.Column(values);

    private static double Different<T>(TensorType type, T left, T right)
        where T : struct
    {
        var comparison = Compare(TestTensors.Of<T>(type, new TensorShape(1), left), TestTensors.Of<T>(type, new TensorShape(1), right));
        comparison.Agrees.ShouldBeFalse();
        comparison.IsComparable.ShouldBeTrue();
        return comparison.LargestDifference;
    }

    private static OutputComparison Compare(Tensor left, Tensor right, double tolerance = 0)
    {
        using (left)
        using (right)
            return OutputComparison.Of([new("y", left)], [new("y", right)], tolerance);
    }
}
