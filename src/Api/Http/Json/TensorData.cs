using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Json;

/// <summary>
/// Reads the JSON array of a tensor's elements, flat or nested as its shape says, straight into the memory of a rented
/// tensor.
/// </summary>
internal static class TensorData
{
    /// <summary>Takes the array at <paramref name="json"/>.</summary>
    /// <returns>The tensor, which is the caller's.</returns>
    /// <exception cref="ProblemException">It is none, or does not agree with the header; nothing stays rented.</exception>
    public static Tensor Read(ref JsonCursor json, in TensorHeader header, PooledBuffer scratch)
    {
        if (header.Type is TensorType.Fp16 or TensorType.Bf16)
        {
            throw ProblemException.BadRequest(
                $"receiving {header.Type.Name()} data via JSON is not supported. Please use the binary data format for {header.Role} {header.Name}");
        }

        CheckBound(json, header);
        return header.Type == TensorType.Bytes ? StringData.Read(ref json, header, scratch) : ReadNumbers(ref json, header, scratch);
    }

    private static Tensor ReadNumbers(ref JsonCursor json, in TensorHeader header, PooledBuffer scratch)
    {
        var tensor = Tensor.Rent(header.Type, header.Shape);
        try
        {
            switch (header.Type)
            {
                case TensorType.Fp32:
                    NumberData<float, SingleKind>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.Fp64:
                    NumberData<double, DoubleKind>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.Int8:
                    NumberData<sbyte, IntegerKind<sbyte>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.Int16:
                    NumberData<short, IntegerKind<short>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.Int32:
                    NumberData<int, IntegerKind<int>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.Int64:
                    NumberData<long, IntegerKind<long>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.UInt8:
                    NumberData<byte, IntegerKind<byte>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.UInt16:
                    NumberData<ushort, IntegerKind<ushort>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.UInt32:
                    NumberData<uint, IntegerKind<uint>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.UInt64:
                    NumberData<ulong, IntegerKind<ulong>>.Read(ref json, header, tensor, scratch);
                    break;
                case TensorType.Bool:
                    NumberData<byte, BooleanKind>.Read(ref json, header, tensor, scratch);
                    break;
                default:
                    throw new NotSupportedException($"{header.Type} has no form in JSON");
            }

            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Before memory is rented: each element takes a character, and a comma or the closing bracket, of what is left of the
    /// body, so a shape cannot claim more than a few times the memory that the body itself takes.
    /// </summary>
    private static void CheckBound(in JsonCursor json, in TensorHeader header)
    {
        if (header.Elements > json.Remaining / 2 || header.Elements * header.Type.Size() > Array.MaxLength)
        {
            throw ProblemException.BadRequest(
                $"the data of {header}: expected {header.Elements} elements for its shape {header.Shape}, "
                + $"but the text ends at byte {json.Offset + json.Remaining}, too early to hold them");
        }
    }
}
