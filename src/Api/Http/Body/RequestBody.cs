using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ModelCluster.Api.Http.Body;

/// <summary>
/// A request's whole body, decoded, where the server's pipe put it: nothing is copied. Released once, after which the
/// memory is the pipe's again.
/// </summary>
internal readonly struct RequestBody
{
    private readonly PipeReader _reader;
    private readonly bool _isOwned;

    private RequestBody(PipeReader reader, bool isOwned, in ReadOnlySequence<byte> bytes)
    {
        _reader = reader;
        _isOwned = isOwned;
        Bytes = bytes;
    }

    /// <summary>The body.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    /// <summary>Reads the body to its end.</summary>
    /// <param name="context">Whose.</param>
    /// <param name="limit">The most bytes, after decoding.</param>
    /// <exception cref="ProblemException">413: longer than the limit. 501: an unknown coding. 400: badly encoded.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context, long limit)
    {
        // the limit is checked here, with an answer in the protocol's form, instead of by the server
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = null;
        if (context.Request.ContentLength > limit)
            throw TooLarge(limit);
        if (ContentCodings.Decoder(context) is not { } decoder)
            return await ReadAsync(context.Request.BodyReader, isOwned: false, limit, context.RequestAborted);

        var reader = PipeReader.Create(decoder);
        try
        {
            return await ReadAsync(reader, isOwned: true, limit, context.RequestAborted);
        }
        catch (Exception failure)
        {
            await reader.CompleteAsync();
            if (failure is InvalidDataException)
                throw new ProblemException(
                    StatusCodes.Status400BadRequest, $"the body is not valid {context.Request.Headers.ContentEncoding} data", failure);
            throw;
        }
    }

    /// <summary>Reads the body to its end, makes something of it, and gives the memory back.</summary>
    /// <param name="context">Whose.</param>
    /// <param name="limit">The most bytes, after decoding.</param>
    /// <param name="read">Makes it; must not keep the bytes.</param>
    /// <exception cref="ProblemException">413: longer than the limit. 501: an unknown coding. 400: badly encoded.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, long limit, BodyReader<T> read)
    {
        var body = await ReadAsync(context, limit);
        try
        {
            return read(body.Bytes);
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        _reader.AdvanceTo(Bytes.End);
        if (_isOwned)
            _reader.Complete();
    }

    private static async ValueTask<RequestBody> ReadAsync(
        PipeReader reader, bool isOwned, long limit, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var bytes = result.Buffer;
            if (bytes.Length > limit)
            {
                reader.AdvanceTo(bytes.End);
                throw TooLarge(limit);
            }

            if (result.IsCompleted)
                return new RequestBody(reader, isOwned, bytes);
            reader.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    private static ProblemException TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge, $"the request body is larger than the limit of {limit} bytes; send less, or raise the limit");
}
