using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// How an input takes images, read from its shape: [N, C, H, W], [N, H, W, C], [C, H, W], [H, W, C], [N, H, W] or [H, W],
/// with C 1 or 3. Where both readings are possible, channels come first.
/// </summary>
/// <param name="HasRows">True if the first dimension counts images.</param>
/// <param name="ChannelsFirst">True for [C, H, W]; false for [H, W, C].</param>
/// <param name="HasChannels">False: there is no dimension for channels, images are grey.</param>
/// <param name="Form">What each image is to become.</param>
internal readonly record struct ImageInput(bool HasRows, bool ChannelsFirst, bool HasChannels, ImageForm Form)
{
    /// <summary>Reads a shape; false if it takes no images.</summary>
    public static bool TryRead(in TensorShape shape, bool isBatched, out ImageInput input)
    {
        input = default;
        if (shape.Rank is < 2 or > 4)
            return false;
        var isGreyRows = shape.Rank == 3 && isBatched;
        var hasRows = shape.Rank == 4 || isGreyRows;
        var image = hasRows ? shape.AsSpan()[1..] : shape.AsSpan();
        if (image.Length == 2)
        {
            input = new ImageInput(hasRows, false, HasChannels: false, new ImageForm(1, Size(image[0]), Size(image[1])));
            return true;
        }

        if (image[0] is 1 or 3)
            input = new ImageInput(hasRows, ChannelsFirst: true, HasChannels: true, new ImageForm((int)image[0], Size(image[1]), Size(image[2])));
        else if (image[2] is 1 or 3)
            input = new ImageInput(hasRows, ChannelsFirst: false, HasChannels: true, new ImageForm((int)image[2], Size(image[0]), Size(image[1])));
        else
            return false;
        return true;
    }

    /// <summary>The shape of a tensor of so many images of one size.</summary>
    public TensorShape ShapeOf(long images, long height, long width)
    {
        Span<long> dimensions = stackalloc long[4];
        var rank = 0;
        if (HasRows)
            dimensions[rank++] = images;
        if (HasChannels && ChannelsFirst)
            dimensions[rank++] = Form.Channels;
        dimensions[rank++] = height;
        dimensions[rank++] = width;
        if (HasChannels && !ChannelsFirst)
            dimensions[rank++] = Form.Channels;
        return new TensorShape(dimensions[..rank]);
    }

    private static int? Size(long dimension) => dimension < 0 ? null : checked((int)dimension);
}
