using System.Runtime.InteropServices;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// The calls of ONNX Runtime's C API that a run makes, called without going through the managed library: that one
/// allocates a value object and a copy of the name for every binding, these allocate nothing. The C API is a table of
/// functions that only ever grows at its end, so a place in it is fixed for good (onnxruntime_c_api.h, struct OrtApi).
/// </summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The oldest version of the table that has all of the functions here: that of ONNX Runtime 1.15.</summary>
    private const uint Version = 15;

    /// <summary>ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING.</summary>
    private const int StringElements = 8;

    private readonly nint* _table;
    private readonly nint _allocator;

    private OrtApi(nint* table)
    {
        _table = table;
        nint allocator;
        Check(((delegate* unmanaged<nint*, nint>)_table[78])(&allocator)); // GetAllocatorWithDefaultOptions
        _allocator = allocator;
    }

    /// <summary>The table of the library that was loaded.</summary>
    public static OrtApi Load()
    {
        var apiBase = ((delegate* unmanaged<nint*>)OnnxLibrary.Export("OrtGetApiBase"))();
        var table = ((delegate* unmanaged<uint, nint*>)apiBase[0])(Version);
        return table is null
            ? throw new NotSupportedException("the ONNX Runtime library found is older than 1.15; remove it, or update it")
            : new OrtApi(table);
    }

    /// <summary>A value over memory that stays the caller's and stays where it is as long as the value is bound.</summary>
    public nint CreateTensor(nint memoryInfo, nint data, nint byteLength, ReadOnlySpan<long> shape, int elementType)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, nint, nint, long*, nint, int, nint*, nint>)_table[49])(
                memoryInfo, data, byteLength, dimensions, shape.Length, elementType, &value)); // CreateTensorWithDataAsOrtValue
        }

        return value;
    }

    /// <summary>A value of empty strings, owning its memory.</summary>
    public nint CreateStrings(ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, long*, nint, int, nint*, nint>)_table[48])(
                _allocator, dimensions, shape.Length, StringElements, &value)); // CreateTensorAsOrtValue
        }

        return value;
    }

    /// <summary>Makes element <paramref name="index"/> this long and gives its memory to be written.</summary>
    public Span<byte> ResizeString(nint value, long index, int length)
    {
        byte* buffer;
        Check(((delegate* unmanaged<nint, nint, nint, byte**, nint>)_table[252])(
            value, (nint)index, length, &buffer)); // GetResizedStringTensorElementBuffer
        return new Span<byte>(buffer, length);
    }

    /// <summary>Bytes of all strings together.</summary>
    public long StringsLength(nint value)
    {
        nint length;
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[53])(value, &length)); // GetStringTensorDataLength
        return length;
    }

    /// <summary>Writes all strings one after another, and where each begins.</summary>
    public void CopyStrings(nint value, Span<byte> target, Span<nint> starts)
    {
        fixed (byte* buffer = target)
        fixed (nint* offsets = starts)
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint, nint>)_table[54])(
                value, buffer, target.Length, offsets, starts.Length)); // GetStringTensorContent
        }
    }

    /// <summary>The data of a value of fixed-size elements; the value owns it.</summary>
    public nint Data(nint value)
    {
        nint data;
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[51])(value, &data)); // GetTensorMutableData
        return data;
    }

    /// <summary>Writes the value's dimensions, as many as fit, and says how many there are.</summary>
    public int Shape(nint value, Span<long> shape)
    {
        nint info, rank;
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[65])(value, &info)); // GetTensorTypeAndShape
        try
        {
            Check(((delegate* unmanaged<nint, nint*, nint>)_table[61])(info, &rank)); // GetDimensionsCount
            fixed (long* dimensions = shape)
                Check(((delegate* unmanaged<nint, long*, nint, nint>)_table[62])(info, dimensions, Math.Min(rank, shape.Length))); // GetDimensions
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)_table[99])(info); // ReleaseTensorTypeAndShapeInfo
        }

        return (int)rank;
    }

    /// <summary>Gives back the caller's hold on a value; a binding has its own.</summary>
    public void ReleaseValue(nint value) => ((delegate* unmanaged<nint, void>)_table[96])(value);

    /// <summary>Binds an input; on a GPU this copies it there.</summary>
    public void BindInput(nint binding, Utf8Name name, nint value) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_table[136])(binding, name.Address, value));

    /// <summary>Binds an output to memory.</summary>
    public void BindOutput(nint binding, Utf8Name name, nint value) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_table[137])(binding, name.Address, value));

    /// <summary>Lets the runtime allocate an output, and forgets what it allocated before.</summary>
    public void BindOutputToDevice(nint binding, Utf8Name name, nint memoryInfo) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_table[138])(binding, name.Address, memoryInfo));

    /// <summary>Writes the outputs' values, in the order they were first bound; the caller releases each.</summary>
    public void BoundOutputs(nint binding, Span<nint> values)
    {
        nint* array;
        nint count;
        Check(((delegate* unmanaged<nint, nint, nint**, nint*, nint>)_table[140])(
            binding, _allocator, &array, &count)); // GetBoundOutputValues
        new ReadOnlySpan<nint>(array, (int)count).CopyTo(values);
        Check(((delegate* unmanaged<nint, void*, nint>)_table[76])(_allocator, array)); // AllocatorFree
    }

    private void Check(nint status)
    {
        if (status == 0)
            return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)_table[2])(status)); // GetErrorMessage
        ((delegate* unmanaged<nint, void>)_table[93])(status); // ReleaseStatus
        throw new OrtCallException(message ?? "ONNX Runtime gave no reason");
    }
}
