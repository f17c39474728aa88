using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Onnx;

namespace ModelCluster.Node.Probe.Child;

/// <summary>
/// Notices that a run failed for want of memory. A rehearsal takes a failed run for one whose inputs did not suit, and goes
/// on; here it is what the trial is to find out.
/// </summary>
internal sealed class MemoryWatch(IModelLoader inner) : IModelLoader
{
    /// <summary>What could not be allocated; null while nothing was amiss.</summary>
    internal string? Failure { get; private set; }

    /// <summary>True if a message, of the runtime's or of code, says that memory could not be had.</summary>
    internal static bool IsOutOfMemory(string message) =>
        RuntimeMessages.IsOutOfMemory(message) || message.Contains(nameof(OutOfMemoryException), StringComparison.Ordinal);

    public IModelSession Load(ServableId id, string path, SessionSettings settings) => new Session(inner.Load(id, path, settings), this);

    private sealed class Session(IModelSession inner, MemoryWatch watch) : IModelSession
    {
        public ModelSignature Signature => inner.Signature;

        public string Platform => inner.Platform;

        public string Device => inner.Device;

        public long MemoryBytes => inner.MemoryBytes;

        public bool MayRunOnCallersThread => inner.MayRunOnCallersThread;

        public ISessionRunner CreateRunner() => new Runner(inner.CreateRunner(), watch);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Runner(ISessionRunner inner, MemoryWatch watch) : ISessionRunner
    {
        public bool WritesInPlace => inner.WritesInPlace;

        public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
        {
            try
            {
                inner.Run(inputs, outputs, cancellation);
            }
            catch (SessionException failure) when (IsOutOfMemory(failure.Message))
            {
                watch.Failure = failure.Message;
                throw;
            }
        }

        public void Dispose() => inner.Dispose();
    }
}
