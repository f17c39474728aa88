using System.Net;

namespace ModelCluster.Api.Grpc.Client;

/// <summary>The body of a request that is written while the answer is read.</summary>
public sealed class DuplexContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream to the server, once the request has begun; fails when it cannot.</summary>
    public Task<Stream> Stream => _opened.Task;

    /// <summary>Says that nothing more will be written.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync(); // the headers go out at once: the server may have to speak first
        _opened.TrySetResult(stream);
        await _completed.Task;
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _opened.TrySetCanceled();
        Complete();
        base.Dispose(disposing);
    }
}
