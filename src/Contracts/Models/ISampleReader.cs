using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Contracts.Models;

/// <summary>Reads the JSON of a <see cref="ModelSample"/>; implemented by the protocol it is written in. Thread-safe.</summary>
public interface ISampleReader
{
    /// <summary>The request of a sample, owned by the caller.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    InferenceRequest ReadRequest(ModelName model, ReadOnlyMemory<byte> json);

    /// <summary>The outputs a sample expects, owned by the caller.</summary>
    /// <exception cref="FormatException">They are none; the message says where.</exception>
    IReadOnlyList<NamedTensor> ReadOutputs(ReadOnlyMemory<byte> json);
}
