namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>The limits of one batching mailbox.</summary>
/// <param name="QueueLimit">Requests that may wait, at least 1.</param>
/// <param name="PriorityLevels">At least 1.</param>
/// <param name="BatchDelay">How long a batch that is not full may wait while a slot is idle; zero never waits.</param>
/// <param name="HoldUntilQueued">Tests only: nothing runs before so many requests wait, once. 0 turns it off.</param>
internal sealed record MailboxSettings(int QueueLimit, int PriorityLevels, TimeSpan BatchDelay, int HoldUntilQueued);
