using System.Buffers.Binary;
using Google.Protobuf;

namespace ModelCluster.Api.Grpc;

/// <summary>
/// A message on the wire: a byte that says whether it is compressed (never here), four bytes of length, the message. By hand,
/// since no gRPC package for .NET can be restored; see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
/// </summary>
internal static class GrpcFrame
{
    internal const int HeaderLength = 5;

    internal const string ContentType = "application/grpc";

    /// <summary>The frame of a message.</summary>
    internal static byte[] Of(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[HeaderLength + size];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)size);
        message.WriteTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>The next message of a stream; null at its end.</summary>
    /// <param name="stream">From where.</param>
    /// <param name="maxBytes">The largest message that is taken.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GrpcException">The frame is compressed, too large or cut off.</exception>
    internal static async ValueTask<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellation)
    {
        var header = new byte[HeaderLength];
        var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellation);
        if (read == 0)
            return null;
        if (read < HeaderLength)
            throw new GrpcException(GrpcStatusCode.Internal, "the connection ended within the header of a message");
        if (header[0] != 0)
            throw new GrpcException(GrpcStatusCode.Unimplemented, "a compressed message came, although none was asked for");
        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        if (length > maxBytes)
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"a message of {length:N0} bytes came; at most {maxBytes:N0} are taken");
        var message = new byte[length];
        if (await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellation) < message.Length)
            throw new GrpcException(GrpcStatusCode.Internal, $"the connection ended within a message of {length:N0} bytes");
        return message;
    }
}
