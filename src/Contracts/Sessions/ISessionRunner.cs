using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Sessions;

/// <summary>One slot to run a session in; owns its bindings. Used by one thread at a time.</summary>
public interface ISessionRunner : IDisposable
{
    /// <summary>True if a run can write into tensors that it is given. False: every place is to be empty, it brings its own.</summary>
    bool WritesInPlace => true;

    /// <summary>Runs the model. Blocks until it has run.</summary>
    /// <param name="inputs">In the signature's order, of the signature's types; stay the caller's.</param>
    /// <param name="outputs">
    /// In the signature's order. One that is there is written in place and must have exactly the shape the run gives; an
    /// empty place is filled with a rented tensor, which is the caller's.
    /// </param>
    /// <param name="cancellation">Ends the run early where the runtime can.</param>
    /// <exception cref="SessionException">The run failed; nothing was put into the empty places.</exception>
    /// <exception cref="OperationCanceledException">The run was ended early; likewise.</exception>
    void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation);
}
