using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Tests.Sleeper;

/// <summary>
/// A model that takes 20 ms of time and none of the processor, so that a cluster of several nodes can be measured on one machine.
/// </summary>
public sealed class Sleeper : IServable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);

    public IReadOnlyList<TensorSpec> Inputs { get; } = [TensorSpec.Of("x", TensorType.Fp32, -1)];

    public IReadOnlyList<TensorSpec> Outputs { get; } = [TensorSpec.Of("y", TensorType.Fp32, -1)];

    public async ValueTask RunAsync(ServableCall call)
    {
        await Task.Delay(Nap);
        Add(call.Values<float>("x"), call);
    }

    private static void Add(ReadOnlySpan<float> x, ServableCall call)
    {
        var y = call.Output<float>("y", x.Length);
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] + 1;
    }
}
