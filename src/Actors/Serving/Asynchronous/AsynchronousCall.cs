using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Asynchronous;

/// <summary>One request on its way through an <see cref="IAsynchronousSession"/>.</summary>
/// <param name="Inputs">In the signature's order.</param>
/// <param name="Outputs">In the signature's order; empty places, filled with tensors that are the caller's then.</param>
/// <param name="Deadline">Latest end, in ticks; whoever answers a part of it heeds it.</param>
/// <param name="Priority">As the request says it.</param>
/// <param name="StickyKey">As the request says it.</param>
/// <param name="Depth">How many pipelines it is inside of, this one not counted.</param>
/// <param name="Cancellation">The caller's wish to give up.</param>
internal sealed record AsynchronousCall(
    Tensor[] Inputs, Tensor?[] Outputs, long Deadline, int Priority, ulong? StickyKey, int Depth, CancellationToken Cancellation);
