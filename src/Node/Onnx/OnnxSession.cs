using Microsoft.ML.OnnxRuntime;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Onnx;

/// <summary>A model loaded by ONNX Runtime, and what its runners share.</summary>
internal sealed class OnnxSession : IModelSession
{
    /// <summary>The processor, as <see cref="Device"/> says it.</summary>
    public const string Cpu = "cpu";

    private int _isDisposed;

    /// <summary>Takes over <paramref name="session"/>.</summary>
    public OnnxSession(OnnxEnvironment environment, InferenceSession session, ModelSignature signature, string device, long memoryBytes)
    {
        Environment = environment;
        Session = session;
        Signature = signature;
        Device = device;
        MemoryBytes = memoryBytes;
        InputNames = [.. signature.Inputs.Select(static input => new Utf8Name(input.Name))];
        OutputNames = [.. signature.Outputs.Select(static output => new Utf8Name(output.Name))];
    }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <inheritdoc/>
    public string Platform => "onnxruntime_onnx";

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public long MemoryBytes { get; }

    internal OnnxEnvironment Environment { get; }

    internal InferenceSession Session { get; }

    internal Utf8Name[] InputNames { get; }

    internal Utf8Name[] OutputNames { get; }

    /// <summary>False on a GPU, where binding an input copies it: what is bound must be bound anew for every run.</summary>
    internal bool BindsInPlace => string.Equals(Device, Cpu, StringComparison.Ordinal);

    /// <inheritdoc/>
    public ISessionRunner CreateRunner()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return new OnnxRunner(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        Session.Dispose();
        foreach (var name in InputNames.Concat(OutputNames))
            name.Dispose();
        SystemMemory.Trim();
    }
}
