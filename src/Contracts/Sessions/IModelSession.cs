namespace ModelCluster.Contracts.Sessions;

/// <summary>A loaded model. Thread-safe. Disposing it frees the model's memory and gives it back to the system.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>What it takes and gives.</summary>
    ModelSignature Signature { get; }

    /// <summary>The protocol's name of the runtime, such as <c>onnxruntime_onnx</c>.</summary>
    string Platform { get; }

    /// <summary>The device it really runs on, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    string Device { get; }

    /// <summary>Bytes of the model's weights and plan, as well as the runtime can tell.</summary>
    long MemoryBytes { get; }

    /// <summary>
    /// True if a quick run may happen on the thread that brought the request: the runtime is known to come to an end. False
    /// for code of others, which could keep that thread, and with it the answer at the deadline, for ever.
    /// </summary>
    bool MayRunOnCallersThread => true;

    /// <summary>
    /// Something to run the session with, one run at a time; several runners run at once. Disposed before the session.
    /// </summary>
    ISessionRunner CreateRunner();
}
