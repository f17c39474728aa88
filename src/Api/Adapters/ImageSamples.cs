using System.Buffers;
using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Decodes the images of one request into one tensor.</summary>
internal readonly struct ImageSamples(IImageDecoder decoder, ImageInput form, TensorSpec input, ImageOptions options)
{
    /// <summary>The most memory that one request's decoded images may take.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>Decodes every file.</summary>
    /// <param name="files">BYTES, [n]: base64 texts.</param>
    /// <returns>The input, the caller's.</returns>
    /// <exception cref="ProblemException">400: not base64, no image, or of another size than the first. 413: too much. 501: no imaging here.</exception>
    public Tensor Read(Tensor files)
    {
        if (files.Shape.Rank != 1)
            throw ProblemException.BadRequest($"'samples' has the shape {files.Shape}; send one text in base64 per image");
        if (!form.HasRows && files.Rows > 1)
            throw ProblemException.BadRequest($"'samples' holds {files.Rows} images, but the model takes one at a time");
        Tensor? images = null;
        try
        {
            ReadOnlySpan<byte> rest = files.Span;
            for (var i = 0; ByteStrings.TryRead(ref rest, out var text); i++)
                Place(text, i, files.Rows, ref images);
            return images!;
        }
        catch
        {
            images?.Dispose();
            throw;
        }
    }

    private void Place(ReadOnlySpan<byte> base64, int index, long count, ref Tensor? images)
    {
        using var pixels = Decode(base64, index);
        var (height, width) = (pixels.Shape[0], pixels.Shape[1]);
        var wanted = form.ShapeOf(count, height, width);
        if (images is null)
        {
            CheckMemory(count, pixels);
            images = Tensor.Rent(input.Type, wanted);
        }
        else if (images.Shape != wanted)
        {
            throw ProblemException.BadRequest(
                $"samples[{index}] is an image of {width} x {height} pixels, others before it have another size; images sent together must agree");
        }

        var length = pixels.ByteLength * input.Type.Size();
        Pixels.Write(pixels.Span, form.Form.Channels, form.ChannelsFirst, options, input.Type, images.Span.Slice(index * length, length));
    }

    private void CheckMemory(long count, Tensor pixels)
    {
        var needed = (Int128)count * pixels.ByteLength * input.Type.Size();
        if (needed > MostBytes)
        {
            throw new ProblemException(
                StatusCodes.Status413PayloadTooLarge, $"the images take {needed} bytes when decoded; at most {MostBytes} are allowed: send fewer at a time");
        }
    }

    private Tensor Decode(ReadOnlySpan<byte> base64, int index)
    {
        base64 = WithoutDataUrl(base64);
        var room = ArrayPool<byte>.Shared.Rent(Math.Max(1, Base64.GetMaxDecodedFromUtf8Length(base64.Length)));
        try
        {
            var status = Base64.DecodeFromUtf8(base64, room, out var used, out var length);
            if (status != OperationStatus.Done)
                throw ProblemException.BadRequest($"samples[{index}] is not base64: it breaks off or is wrong after {used} characters");
            return decoder.Decode(room.AsSpan(0, length), form.Form);
        }
        catch (ImageException wrong)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, $"samples[{index}]: {wrong.Message}", wrong);
        }
        catch (ImagingUnavailableException missing)
        {
            throw new ProblemException(StatusCodes.Status501NotImplemented, missing.Message, missing);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>Browsers give files as <c>data:image/png;base64,...</c>.</summary>
    private static ReadOnlySpan<byte> WithoutDataUrl(ReadOnlySpan<byte> text)
    {
        var at = text.StartsWith("data:"u8) ? text.IndexOf(";base64,"u8) : -1;
        return at < 0 ? text : text[(at + ";base64,"u8.Length)..];
    }
}
