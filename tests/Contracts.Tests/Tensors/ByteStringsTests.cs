using FsCheck.Fluent;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Tests.Tensors;

public sealed class ByteStringsTests
{
    internal static byte[] Write(IEnumerable<byte[]> elements)
    {
        var data = new byte[elements.Sum(element => ByteStrings.LengthBytes + element.Length)];
        var end = 0;
        foreach (var element in elements)
            end += ByteStrings.Write(data.AsSpan(end), element);
        end.ShouldBe(data.Length);
        return data;
    }

    internal static List<byte[]>? Read(ReadOnlySpan<byte> data)
    {
        var elements = new List<byte[]>();
        while (ByteStrings.TryRead(ref data, out var element))
            elements.Add(element.ToArray());
        return data.IsEmpty ? elements : null;
    }

    [Fact]
    public void What_was_written_is_read_again() =>
        Prop.ForAll<byte[][]>(elements =>
        {
            var data = Write(elements);
            return ByteStrings.Count(data) == elements.Length
                && Read(data)!.Zip(elements).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        }).Holds();

    [Fact]
    public void Data_that_ends_inside_an_element_is_not_counted() =>
        Prop.ForAll<byte[][]>(elements =>
        {
            var data = Write([.. elements, [1, 2, 3]]);
            return Enumerable.Range(1, 6).All(missing => ByteStrings.Count(data.AsSpan(0, data.Length - missing)) == -1);
        }).Holds();

    [Fact]
    public void Any_bytes_are_read_without_passing_their_end() =>
        Prop.ForAll<byte[]>(data =>
        {
            var elements = Read(data);
            return ByteStrings.Count(data) == (elements?.Count ?? -1) && (elements is null || Write(elements).AsSpan().SequenceEqual(data));
        }).Holds();

    [Fact]
    public void A_length_past_2_GiB_is_refused()
    {
        ReadOnlySpan<byte> data = [0xFF, 0xFF, 0xFF, 0xFF, 1];
        ByteStrings.TryRead(ref data, out _).ShouldBeFalse();
        data.Length.ShouldBe(5);
    }
}
