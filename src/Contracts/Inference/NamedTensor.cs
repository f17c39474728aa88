using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Inference;

/// <summary>A tensor and the input or output it belongs to.</summary>
/// <param name="Name">The name in the model's signature.</param>
/// <param name="Tensor">Owned by the request or reply that holds it.</param>
public readonly record struct NamedTensor(string Name, Tensor Tensor);
