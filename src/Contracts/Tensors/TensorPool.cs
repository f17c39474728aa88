using System.Numerics;

namespace ModelCluster.Contracts.Tensors;

/// <summary>
/// Pinned blocks kept for reuse, one shelf per power of two from 64 bytes to 16 MiB. A shelf keeps at most
/// 16 MiB (and at most 256 blocks); larger blocks and what does not fit go to the garbage collector.
/// Last in, first out, so that hot memory is used again. Thread-safe.
/// </summary>
internal static class TensorPool
{
    private const int SmallestLog2 = 6;
    private const int LargestLog2 = 24;
    private const int BytesPerShelf = 1 << LargestLog2;

    private static readonly Shelf<TensorMemory>[] Shelves = CreateShelves();

    internal static Shelf<Tensor> Handles { get; } = new(1024);

    /// <summary>Blocks of memory that tensors look into now; those too large for a shelf are not counted.</summary>
    internal static long BlocksInUse => Shelves.Sum(shelf => shelf.InUse);

    internal static TensorMemory Rent(int byteLength)
    {
        var index = IndexOf(byteLength);
        if (index >= Shelves.Length)
            return Started(new TensorMemory(byteLength));
        return Started(Shelves[index].TryTake() ?? new TensorMemory(1 << (index + SmallestLog2)));
    }

    internal static void Return(TensorMemory memory)
    {
        var index = IndexOf(memory.Bytes.Length);
        if (index < Shelves.Length)
            Shelves[index].Put(memory);
    }

    private static TensorMemory Started(TensorMemory memory)
    {
        memory.Start();
        return memory;
    }

    private static int IndexOf(int byteLength) =>
        Math.Max(0, BitOperations.Log2((uint)Math.Max(1, byteLength - 1)) + 1 - SmallestLog2);

    private static Shelf<TensorMemory>[] CreateShelves()
    {
        var shelves = new Shelf<TensorMemory>[LargestLog2 - SmallestLog2 + 1];
        for (var i = 0; i < shelves.Length; i++)
            shelves[i] = new Shelf<TensorMemory>(Math.Min(256, BytesPerShelf >> (i + SmallestLog2)));
        return shelves;
    }
}
