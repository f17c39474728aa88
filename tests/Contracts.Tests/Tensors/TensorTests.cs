using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Tests.Tensors;

/// <summary>The only tests here that rent: a lease given back may be rented by whoever comes next.</summary>
public sealed class TensorTests
{
    private static readonly Arbitrary<(long Rows, long Width, long First, long Count)> Slices =
        (from rows in Gen.Choose(0, 40)
         from width in Gen.Choose(0, 9)
         from first in Gen.Choose(0, rows)
         from count in Gen.Choose(0, rows - first)
         select ((long)rows, (long)width, (long)first, (long)count)).ToArbitrary();

    [Fact]
    public void Is_as_long_as_its_type_and_shape_say()
    {
        foreach (var type in Enum.GetValues<TensorType>().Except([TensorType.Bytes]))
        {
            using var tensor = Tensor.Rent(type, new TensorShape(3, 5));
            tensor.ByteLength.ShouldBe(15 * type.Size());
            tensor.Span.Length.ShouldBe(tensor.ByteLength);
            tensor.Memory.Length.ShouldBe(tensor.ByteLength);
            tensor.Rows.ShouldBe(3);
        }
    }

    [Fact]
    public void Lies_at_its_address()
    {
        using var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(4));
        tensor.Span[2] = 42;
        Marshal.ReadByte(tensor.Address, 2).ShouldBe((byte)42);
    }

    [Fact]
    public void Is_not_rented_without_a_length()
    {
        Should.Throw<ArgumentException>(() => Tensor.Rent(TensorType.Bytes, new TensorShape(1))).Message.ShouldContain("BYTES");
        Should.Throw<ArgumentException>(() => Tensor.Rent(TensorType.Fp32, new TensorShape(-1))).Message.ShouldContain("[-1]");
        Should.Throw<ArgumentException>(() => Tensor.Rent(TensorType.Fp32, new TensorShape(1L << 40))).Message.ShouldContain("too large");
    }

    [Fact]
    public void A_slice_of_rows_looks_into_the_same_memory() =>
        Prop.ForAll(Slices, slice =>
        {
            using var tensor = Tensor.Rent(TensorType.Int16, new TensorShape(slice.Rows, slice.Width));
            Random.Shared.NextBytes(tensor.Span);
            using var rows = tensor.SliceRows(slice.First, slice.Count);
            var perRow = (int)slice.Width * 2;
            return rows.Shape == new TensorShape(slice.Count, slice.Width)
                && rows.Span == tensor.Span.Slice((int)slice.First * perRow, (int)slice.Count * perRow);
        }).Holds();

    [Fact]
    public void A_slice_of_strings_holds_whole_elements() =>
        Prop.ForAll(Slices, slice =>
        {
            var elements = Enumerable.Range(0, (int)(slice.Rows * slice.Width)).Select(i => new byte[i % 7]).ToList();
            elements.ForEach(Random.Shared.NextBytes);
            var data = ByteStringsTests.Write(elements);
            using var tensor = Tensor.Rent(TensorType.Bytes, new TensorShape(slice.Rows, slice.Width), data.Length);
            data.CopyTo(tensor.Span);
            using var rows = tensor.SliceRows(slice.First, slice.Count);
            var expected = ByteStringsTests.Write(elements.Skip((int)(slice.First * slice.Width)).Take((int)(slice.Count * slice.Width)));
            return rows.Span.SequenceEqual(expected);
        }).Holds();

    [Fact]
    public void A_slice_of_a_slice_counts_from_the_slice()
    {
        using var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(6, 1));
        for (byte i = 0; i < 6; i++)
            tensor.Span[i] = i;
        using var outer = tensor.SliceRows(2, 4);
        using var inner = outer.SliceRows(1, 2);
        inner.Span.ToArray().ShouldBe([3, 4]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, long.MaxValue)]
    public void There_is_no_slice_past_the_rows(long first, long rows)
    {
        using var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(4));
        Should.Throw<ArgumentOutOfRangeException>(() => tensor.SliceRows(first, rows));
    }

    [Fact]
    public void The_memory_lives_until_the_last_lease_is_given_back()
    {
        var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(1000));
        tensor.Span.Fill(7);
        using var slice = tensor.SliceRows(10, 20);
        tensor.Dispose();
        using (var other = Tensor.Rent(TensorType.UInt8, new TensorShape(1000)))
            other.Span.Fill(9);
        slice.Span.ToArray().ShouldAllBe(value => value == 7);
    }

    [Fact]
    public void Memory_given_back_is_used_again()
    {
        var first = Tensor.Rent(TensorType.UInt8, new TensorShape(100_000));
        var address = first.Address;
        first.Dispose();
        using var second = Tensor.Rent(TensorType.UInt8, new TensorShape(100_000));
        second.Address.ShouldBe(address);
    }

    [Fact]
    public void Giving_back_twice_does_nothing()
    {
        var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(8));
        tensor.Dispose();
        tensor.Dispose();
        using var one = Tensor.Rent(TensorType.UInt8, new TensorShape(8));
        using var two = Tensor.Rent(TensorType.UInt8, new TensorShape(8));
        one.ShouldNotBeSameAs(two);
        one.Address.ShouldNotBe(two.Address);
    }

    [Fact]
    public void A_lease_given_back_cannot_be_used()
    {
        var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(8));
        tensor.Dispose();
        Should.Throw<ObjectDisposedException>(() => tensor.Span.Length);
        Should.Throw<ObjectDisposedException>(() => tensor.SliceRows(0, 1));
    }

    [Fact]
    public void Can_be_cut_shorter_but_not_longer()
    {
        using var tensor = Tensor.Rent(TensorType.Bytes, new TensorShape(1), 10);
        tensor.Truncate(6);
        tensor.Span.Length.ShouldBe(6);
        Should.Throw<ArgumentOutOfRangeException>(() => tensor.Truncate(7));
        Should.Throw<ArgumentOutOfRangeException>(() => tensor.Truncate(-1));
    }
}
