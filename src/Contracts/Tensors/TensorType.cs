namespace ModelCluster.Contracts.Tensors;

/// <summary>The element types of the Open Inference Protocol. Little-endian everywhere.</summary>
public enum TensorType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>IEEE 754 half precision.</summary>
    Fp16,

    /// <summary>The upper half of an IEEE 754 single.</summary>
    Bf16,

    /// <summary>IEEE 754 single precision.</summary>
    Fp32,

    /// <summary>IEEE 754 double precision.</summary>
    Fp64,

    /// <summary>Strings of bytes. In memory each element is its length (u32, little-endian) and then its bytes.</summary>
    Bytes,
}
