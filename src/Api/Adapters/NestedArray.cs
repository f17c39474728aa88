using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Reads a nested JSON array as a tensor whose shape nobody has told: the brackets say it.</summary>
internal static class NestedArray
{
    /// <summary>Takes the array at <paramref name="json"/>.</summary>
    /// <param name="json">At the array; after it when it was read.</param>
    /// <param name="role">For messages, such as <c>member</c> or <c>input</c>.</param>
    /// <param name="name">Likewise, such as <c>samples</c>.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="scratch">For strings that do not lie in one piece.</param>
    /// <returns>The tensor, of the array's own shape, which is the caller's.</returns>
    /// <exception cref="ProblemException">400: no array, uneven, or an element of another type; the message says where.</exception>
    public static Tensor Read(ref JsonCursor json, string role, string name, TensorType type, PooledBuffer scratch)
    {
        var shape = Measure(json, name, scratch);
        if (!shape.TryCountElements(out var elements))
            throw ProblemException.BadRequest($"{role} '{name}' has the shape {shape}, which is too large");
        if (type is not (TensorType.Fp16 or TensorType.Bf16))
            return TensorData.Read(ref json, new TensorHeader(role, name, type, shape, elements), scratch);
        using var wide = TensorData.Read(ref json, new TensorHeader(role, name, TensorType.Fp32, shape, elements), scratch);
        return HalfPrecision.Narrow(wide, type);
    }

    /// <summary>The shape that the array has if all its rows are as long as the first; reading it checks that they are.</summary>
    private static TensorShape Measure(JsonCursor json, string name, PooledBuffer scratch)
    {
        if (json.PeekToken() != '[')
            json.Fail($"'{name}', an array");
        Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
        var rank = 0;
        Measure(ref json, dimensions, ref rank, scratch);
        return new TensorShape(dimensions[..rank]);
    }

    private static void Measure(ref JsonCursor json, scoped Span<long> dimensions, ref int rank, PooledBuffer scratch)
    {
        if (rank == dimensions.Length)
            json.Fail($"at most {TensorShape.MaxRank} dimensions");
        var level = rank++;
        dimensions[level] = 0;
        json.Expect('[', "'['");
        var isFirst = true;
        while (json.NextElement(ref isFirst))
        {
            if (dimensions[level]++ == 0 && json.PeekToken() == '[')
                Measure(ref json, dimensions, ref rank, scratch);
            else
                json.SkipValue(scratch);
        }
    }
}
