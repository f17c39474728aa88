namespace ModelCluster.TestKit;

/// <summary>A test waited for <see cref="RealTimeGuard.Limit"/> in vain. Of its own type, so that no test takes it for a timeout of the code under test.</summary>
public sealed class NeverCameException(string message, Exception? inner = null) : Exception(message, inner);
