namespace ModelCluster.Actors.Kernel.Mailboxes;

/// <summary>A message on its way, with what the kernel must know about it.</summary>
/// <param name="Message">The message; default when the tag stands for it.</param>
/// <param name="Tag">
/// Null for a told message; the waiting ask; the timer that ticked; or the watched cell that terminated.
/// </param>
/// <param name="Generation">The use of the pooled ask.</param>
internal readonly record struct Envelope<T>(T Message, object? Tag = null, long Generation = 0);
