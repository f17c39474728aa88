using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Tests.Tensors;

public sealed class TensorTypesTests
{
    [Theory]
    [InlineData(TensorType.Bool, "BOOL", 1)]
    [InlineData(TensorType.UInt8, "UINT8", 1)]
    [InlineData(TensorType.UInt16, "UINT16", 2)]
    [InlineData(TensorType.UInt32, "UINT32", 4)]
    [InlineData(TensorType.UInt64, "UINT64", 8)]
    [InlineData(TensorType.Int8, "INT8", 1)]
    [InlineData(TensorType.Int16, "INT16", 2)]
    [InlineData(TensorType.Int32, "INT32", 4)]
    [InlineData(TensorType.Int64, "INT64", 8)]
    [InlineData(TensorType.Fp16, "FP16", 2)]
    [InlineData(TensorType.Bf16, "BF16", 2)]
    [InlineData(TensorType.Fp32, "FP32", 4)]
    [InlineData(TensorType.Fp64, "FP64", 8)]
    [InlineData(TensorType.Bytes, "BYTES", 0)]
    public void Have_the_protocols_names_and_sizes(TensorType type, string name, int size)
    {
        type.Name().ShouldBe(name);
        type.Size().ShouldBe(size);
        TensorTypes.TryParse(name, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(type);
        TensorTypes.AllNames.Split(", ").Contains(name, StringComparer.Ordinal).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fp32")]
    [InlineData("FLOAT")]
    public void Have_no_other_names(string? name) => TensorTypes.TryParse(name, out _).ShouldBeFalse();
}
