using System.Runtime.InteropServices;

namespace ModelCluster.Node.Onnx;

/// <summary>A name in native memory, ended by a zero byte, so that passing it on costs nothing. Disposed once.</summary>
internal sealed class Utf8Name(string name) : IDisposable
{
    /// <summary>Where it lies; valid until disposal.</summary>
    public nint Address { get; private set; } = Marshal.StringToCoTaskMemUTF8(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Marshal.FreeCoTaskMem(Address);
        Address = 0;
    }
}
