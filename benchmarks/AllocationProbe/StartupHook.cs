using System.Net.Sockets;

// The runtime finds this class by its name, outside any namespace, in the assembly that DOTNET_STARTUP_HOOKS names.
#pragma warning disable CA1050, MA0047

/// <summary>
/// Runs inside a server under measurement: whoever connects to the Unix socket that <c>ALLOCATION_PROBE</c> names gets the
/// bytes that the process has allocated so far, as eight bytes.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("ALLOCATION_PROBE") is not { Length: > 0 } path)
            return;
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Answer(listener)) { IsBackground = true, Name = "allocation probe" }.Start();
    }

    private static void Answer(Socket listener)
    {
        while (true)
        {
            using var asker = listener.Accept();
            asker.Send(BitConverter.GetBytes(GC.GetTotalAllocatedBytes(precise: true)));
        }
    }
}
