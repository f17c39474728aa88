using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Telemetry;

/// <summary>What is to be written of one request. Owns leases of its tensors, which share the request's memory; disposed once.</summary>
internal sealed class SampledRequest : IDisposable
{
    internal required DateTimeOffset Time { get; init; }

    internal required ModelName Model { get; init; }

    internal ServableId Servable { get; set; }

    internal InferenceError? Error { get; set; }

    internal TimeSpan Duration { get; set; }

    /// <summary>Name, type and shape of each tensor as they came; inputs of raw requests have none that means anything.</summary>
    internal List<TensorNote> Inputs { get; } = [];

    internal List<TensorNote> Outputs { get; } = [];

    /// <summary>Shares of the inputs; empty where tensors are not written.</summary>
    internal List<NamedTensor> InputData { get; } = [];

    /// <summary>Shares of the outputs; empty where tensors are not written.</summary>
    internal List<NamedTensor> OutputData { get; } = [];

    internal static void Note(IReadOnlyList<NamedTensor> tensors, List<TensorNote> notes, List<NamedTensor>? shares)
    {
        foreach (var tensor in tensors)
        {
            notes.Add(new TensorNote(tensor.Name, tensor.Tensor.Type, tensor.Tensor.Shape));
            shares?.Add(new NamedTensor(tensor.Name, tensor.Tensor.Share()));
        }
    }

    public void Dispose()
    {
        foreach (var tensor in InputData.Concat(OutputData))
            tensor.Tensor.Dispose();
        InputData.Clear();
        OutputData.Clear();
    }

    internal readonly record struct TensorNote(string Name, TensorType Type, TensorShape Shape);
}
