using System.Text;
using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>
/// Knows one kind of file, the text <c>image</c>, of 2 x 3 pixels where no size is wanted: channel c of pixel i is 10 i + c.
/// </summary>
internal sealed class FakeImageDecoder : IImageDecoder
{
    public static string Image { get; } = Convert.ToBase64String("image"u8);

    public Tensor Decode(ReadOnlySpan<byte> file, ImageForm wanted)
    {
        var text = Encoding.ASCII.GetString(file);
        if (text == "missing")
            throw new ImagingUnavailableException("no imaging here");
        if (text != "image")
            throw new ImageException("it is no image");
        var shape = new TensorShape(wanted.Height ?? 2, wanted.Width ?? 3, wanted.Channels);
        var tensor = Tensor.Rent(TensorType.UInt8, shape);
        for (var i = 0; i < tensor.ByteLength; i++)
            tensor.Span[i] = (byte)((10 * (i / wanted.Channels)) + (i % wanted.Channels));
        return tensor;
    }
}
