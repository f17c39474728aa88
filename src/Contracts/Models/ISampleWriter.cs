using System.Buffers;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Contracts.Models;

/// <summary>
/// Writes requests and answers in the form in which <see cref="ISampleReader"/> reads them, so that what was seen can become a sample;
/// implemented by the protocol they are written in. Thread-safe.
/// </summary>
public interface ISampleWriter
{
    /// <summary>Writes <c>{"inputs":[…]}</c>. False, and nothing usable was written: a tensor has no form in JSON.</summary>
    bool TryWriteRequest(IBufferWriter<byte> target, IReadOnlyList<NamedTensor> inputs);

    /// <summary>Writes <c>{"outputs":[…]}</c>. False, and nothing usable was written: a tensor has no form in JSON.</summary>
    bool TryWriteOutputs(IBufferWriter<byte> target, IReadOnlyList<NamedTensor> outputs);
}
