namespace ModelCluster.Contracts.Inference;

/// <summary>Why there are no outputs.</summary>
/// <param name="Status">The kind; never <see cref="InferenceStatus.Ok"/>.</param>
/// <param name="Message">For the caller: what was wrong and what to do.</param>
/// <param name="RetryAfter">When it makes sense to try again, if that is known.</param>
public sealed record InferenceError(InferenceStatus Status, string Message, TimeSpan? RetryAfter = null);
