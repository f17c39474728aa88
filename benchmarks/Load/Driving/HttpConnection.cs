using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace ModelCluster.Load.Driving;

/// <summary>
/// One kept-alive HTTP/1.1 connection on a blocking socket: a request is one send, an answer as a rule one receive, so
/// that as little as possible of the machine goes to the driver. Understands the answers of the servers measured here
/// and nothing more. Used by one thread.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 * 1024];
    private int _filled;

    public HttpConnection(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Sends a whole request and receives the whole answer.</summary>
    /// <param name="request">As <see cref="HttpMessage"/> makes it.</param>
    /// <param name="body">The answer's body, valid until the next exchange; chunks are still framed.</param>
    /// <returns>The status code.</returns>
    public int Exchange(ReadOnlySpan<byte> request, out ReadOnlySpan<byte> body)
    {
        while (request.Length > 0)
            request = request[_socket.Send(request)..];
        _filled = 0;
        int headLength;
        while ((headLength = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
            Receive();
        headLength += 4;
        var head = _buffer.AsSpan(0, headLength);
        if (!Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
            throw new InvalidDataException("an answer that is not HTTP/1.1");
        var end = LengthOf(head) is { } length ? ReceiveTo(headLength + length) : ReceiveChunks(headLength);
        body = _buffer.AsSpan(headLength, end - headLength);
        return status;
    }

    public void Dispose() => _socket.Dispose();

    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) ? length : null;
    }

    private int ReceiveTo(int end)
    {
        while (_filled < end)
            Receive();
        return end;
    }

    /// <summary>Receives chunk after chunk until the empty one.</summary>
    private int ReceiveChunks(int start)
    {
        while (true)
        {
            int lineLength;
            while ((lineLength = _buffer.AsSpan(start, _filled - start).IndexOf("\r\n"u8)) < 0)
                Receive();
            if (!Utf8Parser.TryParse(_buffer.AsSpan(start, lineLength), out int size, out _, 'x'))
                throw new InvalidDataException("an answer with neither a length nor chunks");
            start = ReceiveTo(start + lineLength + 2 + size + 2);
            if (size == 0)
                return start;
        }
    }

    private void Receive()
    {
        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = _socket.Receive(_buffer.AsSpan(_filled));
        if (count == 0)
            throw new EndOfStreamException("the server closed the connection in the middle of an answer");
        _filled += count;
    }
}
