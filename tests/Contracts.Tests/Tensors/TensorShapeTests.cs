using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Tests.Tensors;

public sealed class TensorShapeTests
{
    private static readonly Arbitrary<long[]> Dimensions =
        (from rank in Gen.Choose(0, TensorShape.MaxRank)
         from dimensions in Gen.ArrayOf(Gen.OneOf(Gen.Choose(-1, 3).Select(n => (long)n), Gen.Elements(1L << 20, 1L << 40, 1L << 62, long.MaxValue)), rank)
         select dimensions).ToArbitrary();

    [Fact]
    public void Holds_what_it_was_made_of() =>
        Prop.ForAll(Dimensions, dimensions =>
        {
            var shape = new TensorShape(dimensions);
            return shape.Rank == dimensions.Length
                && shape.AsSpan().SequenceEqual(dimensions)
                && shape == new TensorShape(dimensions)
                && shape.GetHashCode() == new TensorShape(dimensions).GetHashCode()
                && shape.ToString() == $"[{string.Join(',', dimensions)}]"
                && shape.IsFixed == !dimensions.Contains(-1);
        }).Holds();

    [Fact]
    public void Counts_its_elements_exactly_or_not_at_all() =>
        Prop.ForAll(Dimensions, dimensions =>
        {
            var counted = new TensorShape(dimensions).TryCountElements(out var count);
            if (dimensions.Contains(-1))
                return !counted;
            var exact = dimensions.Aggregate(BigInteger.One, (product, dimension) => product * dimension);
            return counted ? count == exact : PassesLimitOnTheWay(dimensions);
        }).Holds();

    [Fact]
    public void Is_equal_only_to_the_same_dimensions() =>
        Prop.ForAll(Dimensions, Dimensions, (left, right) =>
            (new TensorShape(left) == new TensorShape(right)) == left.SequenceEqual(right)).Holds();

    [Fact]
    public void With_other_rows_keeps_the_other_dimensions() =>
        Prop.ForAll(Dimensions, dimensions => dimensions.Length == 0
            || new TensorShape(dimensions).WithRows(7) == new TensorShape([7, .. dimensions.Skip(1)])).Holds();

    [Fact]
    public void Fits_a_pattern_whose_free_dimensions_take_anything() =>
        Prop.ForAll(Dimensions, Dimensions, (dimensions, mask) =>
        {
            var fixedDimensions = dimensions.Select(dimension => Math.Max(0, dimension)).ToArray();
            var pattern = fixedDimensions.Select((dimension, i) => i < mask.Length && mask[i] > 0 ? -1 : dimension).ToArray();
            var fits = new TensorShape(fixedDimensions).Fits(new TensorShape(pattern));
            var other = pattern.Length > 0 && pattern[0] >= 0
                ? new TensorShape(fixedDimensions).Fits(new TensorShape([pattern[0] == 0 ? 1 : pattern[0] - 1, .. pattern.Skip(1)]))
                : new TensorShape([.. fixedDimensions.Take(7), 1]).Fits(new TensorShape([.. pattern.Take(7)]));
            return fits && !other;
        }).Holds();

    [Fact]
    public void Refuses_too_many_dimensions_and_those_below_minus_one()
    {
        Should.Throw<ArgumentException>(() => new TensorShape(1, 1, 1, 1, 1, 1, 1, 1, 1)).Message.ShouldContain("at most 8");
        Should.Throw<ArgumentException>(() => new TensorShape(-2)).Message.ShouldContain("-2 is not a dimension");
    }

    [Fact]
    public void A_scalar_has_one_element()
    {
        new TensorShape().TryCountElements(out var count).ShouldBeTrue();
        count.ShouldBe(1);
    }

    private static bool PassesLimitOnTheWay(long[] dimensions)
    {
        var product = BigInteger.One;
        foreach (var dimension in dimensions)
        {
            product *= dimension;
            if (product > BigInteger.One << 62)
                return true;
        }

        return false;
    }
}
