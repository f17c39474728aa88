using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Inference;

/// <summary>
/// One request for inference. It owns its input tensors. Built by an endpoint, then handed to
/// <see cref="IInferenceGateway.InferAsync"/>, which owns it from then on; not thread-safe.
/// </summary>
public sealed class InferenceRequest : IDisposable
{
    private readonly List<NamedTensor> _inputs = new(2);

    /// <summary>The model asked for.</summary>
    public required ModelName Model { get; init; }

    /// <summary>The versions that will do.</summary>
    public VersionSelector Version { get; init; }

    /// <summary>
    /// Latest end, as a <see cref="TimeProvider.GetTimestamp"/> of the node's clock; null for the model's own default.
    /// </summary>
    public long? Deadline { get; set; }

    /// <summary>
    /// What keeps a client on one version under a traffic plan: a hash of the value of the plan's header; null where there is
    /// none, and the version is drawn.
    /// </summary>
    public ulong? StickyKey { get; set; }

    /// <summary>1 is the most urgent; 0 the model's default.</summary>
    public int Priority { get; set; }

    /// <summary>The outputs wanted, in the order wanted; empty for all.</summary>
    public IReadOnlyList<string> RequestedOutputs { get; set; } = [];

    /// <summary>How many pipelines it is inside of; 0 for a client's own.</summary>
    public int Depth { get; init; }

    /// <summary>
    /// True for the raw mode of the binary tensor extension: one input, bytes whose name, type and shape are completed
    /// from the model's signature (what the tensor itself says of them means nothing).
    /// </summary>
    public bool IsRaw { get; set; }

    /// <summary>The inputs in the order they came.</summary>
    public IReadOnlyList<NamedTensor> Inputs => _inputs;

    /// <summary>Takes ownership of an input's tensor.</summary>
    public void Add(NamedTensor input) => _inputs.Add(input);

    /// <summary>Hands the tensor of input <paramref name="index"/> to the caller, who owns it now.</summary>
    public Tensor Release(int index)
    {
        var tensor = _inputs[index].Tensor;
        _inputs[index] = default;
        return tensor;
    }

    /// <summary>Drops the inputs whose tensors were handed out by <see cref="Release"/>.</summary>
    public void ForgetReleased() => _inputs.RemoveAll(static input => input.Tensor is null);

    /// <summary>Gives every input's memory back. May be called again.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _inputs.Count; i++)
            _inputs[i].Tensor?.Dispose();
        _inputs.Clear();
    }
}
