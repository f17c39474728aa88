namespace ModelCluster.Contracts.Inference;

/// <summary>Where every protocol's endpoint hands its requests in. Thread-safe.</summary>
public interface IInferenceGateway
{
    /// <summary>
    /// Runs the request on the replica that the routes choose. Expected failures come back as a reply with an error;
    /// nothing is thrown for them.
    /// </summary>
    /// <param name="request">Owned by the gateway from now on, whatever happens.</param>
    /// <param name="cancellation">
    /// Takes the request out of the queue; the reply is then <see cref="InferenceStatus.Cancelled"/>.
    /// </param>
    /// <returns>The reply, which the caller disposes. To be awaited once.</returns>
    ValueTask<InferenceReply> InferAsync(InferenceRequest request, CancellationToken cancellation);
}
