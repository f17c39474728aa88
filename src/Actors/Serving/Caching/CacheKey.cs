using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Serving.Caching;

/// <summary>
/// What an answer depends on: the servable, the inputs and the outputs asked for, as a SHA-256. Requests are compared by it
/// alone, so it must be one for which nobody can make two requests of the same sum, or a client could plant a wrong answer
/// for another; faster ones such as xxHash are not.
/// </summary>
/// <param name="Servable">The number of the servable, which no other has, not even after a reload.</param>
/// <param name="High">The first half of the sum.</param>
/// <param name="Low">The other half.</param>
internal readonly record struct CacheKey(long Servable, UInt128 High, UInt128 Low)
{
    /// <summary>The key of a request. The order of inputs counts, so that the same in another order is another request.</summary>
    internal static CacheKey Of(long servable, InferenceRequest request)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(sum, request.IsRaw ? 1 : 0);
        Add(sum, request.Inputs.Count);
        for (var i = 0; i < request.Inputs.Count; i++)
            Add(sum, request.Inputs[i], request.IsRaw);
        Add(sum, request.RequestedOutputs.Count);
        for (var i = 0; i < request.RequestedOutputs.Count; i++)
            Add(sum, request.RequestedOutputs[i]);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        sum.GetHashAndReset(bytes);
        return new CacheKey(servable, BinaryPrimitives.ReadUInt128LittleEndian(bytes), BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]));
    }

    private static void Add(IncrementalHash sum, in NamedTensor input, bool isRaw)
    {
        var tensor = input.Tensor;
        if (!isRaw)
        {
            Add(sum, input.Name);
            Add(sum, (int)tensor.Type);
            Add(sum, tensor.Shape.Rank);
            for (var i = 0; i < tensor.Shape.Rank; i++)
                Add(sum, tensor.Shape[i]);
        }

        Add(sum, tensor.ByteLength);
        sum.AppendData(tensor.Span);
    }

    /// <summary>With its length before it, so that what follows cannot be taken for a part of it.</summary>
    private static void Add(IncrementalHash sum, string text)
    {
        Add(sum, text.Length);
        sum.AppendData(Encoding.Unicode.GetBytes(text));
    }

    private static void Add(IncrementalHash sum, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        sum.AppendData(bytes);
    }
}
