using System.Net.Sockets;

namespace ModelCluster.Load.Servers;

/// <summary>Asks a server, started with the hook of benchmarks/AllocationProbe, how much it has allocated.</summary>
internal sealed class AllocationProbe : IDisposable
{
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"modelcluster-probe-{Guid.NewGuid():N}.sock");

    /// <summary>What the server's environment needs.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_STARTUP_HOOKS"] = Paths.Executable("AllocationProbe", "ModelCluster.AllocationProbe.dll"),
        ["ALLOCATION_PROBE"] = _socket,
    };

    /// <summary>Bytes allocated since the server's start, on all threads.</summary>
    public long AllocatedBytes
    {
        get
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(_socket));
            var bytes = new byte[sizeof(long)];
            socket.Receive(bytes);
            return BitConverter.ToInt64(bytes);
        }
    }

    public void Dispose() => File.Delete(_socket);
}
