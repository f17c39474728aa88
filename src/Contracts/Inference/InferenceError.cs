namespace ModelCluster.Contracts.Inference;

/// <summary>Why there are no outputs.</summary>
/// <param name="Status">The kind; never <see cref="InferenceStatus.Ok"/>.</param>
/// <param name="Message">For the caller: what was wrong and what to do.</param>
/// <param name="RetryAfter">When it makes sense to try again, if that is known.</param>
public sealed record InferenceError(InferenceStatus Status, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>
    /// True if the request had passed every check of names, types and shapes, and the model failed while it ran: whoever is to
    /// blame, the status says the more likely.
    /// </summary>
    public bool IsFromRun { get; init; }

    /// <summary>Whether another replica may be asked; only links between nodes say so.</summary>
    public RetryElsewhere RetryElsewhere { get; init; }
}
