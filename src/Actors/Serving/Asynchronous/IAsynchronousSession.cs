using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Serving.Asynchronous;

/// <summary>
/// A session that answers a request without a thread of its own while it waits for others, such as a pipeline for its steps.
/// It is run beside the mailbox and the slots, so however many of its requests wait, none keeps a thread from what they wait for.
/// </summary>
internal interface IAsynchronousSession : IModelSession
{
    /// <summary>Answers one request. Any number at once.</summary>
    /// <param name="call">Its inputs stay the caller's; its outputs are filled, or none is.</param>
    /// <returns>Null when every output is there, else why not. Does not throw for what can be expected.</returns>
    ValueTask<InferenceError?> RunAsync(AsynchronousCall call);
}
