using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Inference;

/// <summary>
/// The answer to one request: outputs, or an error. Owned by whoever awaited it, who disposes it once when the outputs
/// are written; it is pooled, so nobody touches it after that. Not thread-safe.
/// </summary>
public sealed class InferenceReply : IDisposable
{
    private static readonly ReplyPool Pool = new();

    private readonly List<NamedTensor> _outputs = new(4);
    private int _rented;

    internal InferenceReply()
    {
    }

    /// <summary>Null when the outputs are there.</summary>
    public InferenceError? Error { get; private set; }

    /// <summary>Who served it; meaningless when no servable was found.</summary>
    public ServableId Servable { get; private set; }

    /// <summary>The node that served it, where that was another; <c>default</c>: this one.</summary>
    public NodeId Node { get; set; }

    /// <summary>The outputs in the order asked for, or the signature's.</summary>
    public IReadOnlyList<NamedTensor> Outputs => _outputs;

    /// <summary>A reply that outputs can be added to.</summary>
    public static InferenceReply From(ServableId servable)
    {
        var reply = Pool.Take();
        reply._rented = 1;
        reply.Servable = servable;
        return reply;
    }

    /// <summary>A reply without outputs.</summary>
    public static InferenceReply Failed(InferenceError error, ServableId servable = default)
    {
        var reply = From(servable);
        reply.Error = error;
        return reply;
    }

    /// <summary>Takes ownership of an output's tensor.</summary>
    public void Add(NamedTensor output) => _outputs.Add(output);

    /// <summary>Gives the outputs' memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 0)
            return;
        for (var i = 0; i < _outputs.Count; i++)
            _outputs[i].Tensor.Dispose();
        _outputs.Clear();
        Error = null;
        Node = default;
        Pool.Put(this);
    }
}
