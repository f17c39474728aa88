using ModelCluster.Api.Http.Json;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// The parameters of a request, an input or an output that this server acts on. Others may be there, of any of the four
/// simple kinds: they are for models, and no model here takes any.
/// </summary>
internal struct RequestParameters
{
    /// <summary>Of an input: bytes of its binary data; null: its data is JSON.</summary>
    public long? BinaryDataSize;

    /// <summary>Of an output: whether it is wanted as binary data.</summary>
    public bool? BinaryData;

    /// <summary>Of a request: whether outputs are wanted as binary data.</summary>
    public bool BinaryDataOutput;

    /// <summary>Of an output: so many of the largest elements; 0: all, as they are.</summary>
    public int Classes;

    /// <summary>Of a request: 1 the most urgent, 0 the model's default.</summary>
    public int Priority;

    /// <summary>Of a request: microseconds from its arrival; 0: the model's default.</summary>
    public long TimeoutMicroseconds;

    /// <summary>Takes an object of parameters, or null.</summary>
    public static RequestParameters Read(ref JsonCursor json, PooledBuffer scratch)
    {
        var parameters = default(RequestParameters);
        if (json.TryReadNull(scratch))
            return parameters;
        json.Expect('{', "'parameters', an object");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var name))
            parameters.ReadOne(ref json, name, scratch);
        return parameters;
    }

    private void ReadOne(ref JsonCursor json, scoped ReadOnlySpan<byte> name, PooledBuffer scratch)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("binary_data_size"u8):
                BinaryDataSize = ReadCount(ref json, scratch, "'binary_data_size', a whole number of bytes");
                break;
            case var _ when name.SequenceEqual("binary_data"u8):
                BinaryData = json.ReadBoolean(scratch, "'binary_data', true or false");
                break;
            case var _ when name.SequenceEqual("binary_data_output"u8):
                BinaryDataOutput = json.ReadBoolean(scratch, "'binary_data_output', true or false");
                break;
            case var _ when name.SequenceEqual("classification"u8):
                Classes = (int)Math.Min(int.MaxValue, ReadCount(ref json, scratch, "'classification', a number of classes"));
                break;
            case var _ when name.SequenceEqual("priority"u8):
                Priority = (int)Math.Min(int.MaxValue, ReadCount(ref json, scratch, "'priority', 0 or more"));
                break;
            case var _ when name.SequenceEqual("timeout"u8):
                TimeoutMicroseconds = ReadCount(ref json, scratch, "'timeout', a whole number of microseconds, 0 or more");
                break;
            case var _ when name.StartsWith("shared_memory_"u8):
                throw ProblemException.Unsupported("shared memory is not supported; send the tensor as JSON or as binary data");
            case var _ when name.StartsWith("triton_"u8):
                throw ProblemException.BadRequest(
                    $"parameter keys starting with 'triton_' are reserved: '{JsonCursor.Printable(name)}' is not allowed");
            default:
                SkipSimple(ref json, scratch);
                break;
        }
    }

    private static long ReadCount(ref JsonCursor json, PooledBuffer scratch, string expected)
    {
        json.PeekToken();
        var start = json;
        var value = json.ReadInt64(scratch, expected);
        if (value < 0)
            start.Fail(expected);
        return value;
    }

    private static void SkipSimple(ref JsonCursor json, PooledBuffer scratch)
    {
        if (json.PeekToken() is '[' or '{')
            json.Fail("a parameter that is a string, a number, true or false");
        json.SkipValue(scratch);
    }
}
