using System.Runtime.InteropServices;
using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Images;

/// <summary>Decodes images with libvips, on the caller's thread.</summary>
internal sealed unsafe class VipsDecoder : IImageDecoder
{
    /// <summary>The most pixels of an image as its header states them, checked before anything is decoded: 8K fits.</summary>
    internal const long MostPixels = 40_000_000;

    private const string Known = "JPEG, PNG, WebP and GIF are known";

    private readonly Lazy<Vips> _vips = new(VipsLibrary.Load);

    /// <inheritdoc/>
    public Tensor Decode(ReadOnlySpan<byte> file, ImageForm wanted)
    {
        var vips = _vips.Value;
        if (file.IsEmpty)
            throw new ImageException("the image is empty");
        fixed (byte* data = file)
        {
            var length = (nuint)file.Length;
            CheckKind(vips, data, length);
            using var header = Open(vips, data, length);
            var (width, height) = (vips.Width(header.Handle), vips.Height(header.Handle));
            if ((long)width * height > MostPixels)
                throw new ImageException($"the image has {width} x {height} pixels; at most {MostPixels:N0} are allowed");
            using var decoded = Decoded(vips, header);
            return Finish(vips, wanted is { Width: { } w, Height: { } h } ? Resized(vips, decoded, w, h) : Upright(vips, decoded), wanted);
        }
    }

    /// <summary>Only kinds of files whose readers are meant for files from anywhere.</summary>
    private static void CheckKind(Vips vips, byte* data, nuint length)
    {
        var loader = Marshal.PtrToStringUTF8((nint)vips.FindLoadBuffer(data, length));
        if (loader is null)
        {
            vips.TakeError();
            throw new ImageException($"it is no image that can be read here; {Known}");
        }

        string[] kinds = ["Jpeg", "Png", "Webp", "Nsgif"];
        if (!kinds.Any(kind => loader.StartsWith($"VipsForeignLoad{kind}", StringComparison.Ordinal)))
            throw new ImageException($"images of this kind are not read; {Known}");
    }

    /// <summary>Reads the header; pixels are read later, strictly.</summary>
    private static VipsImage Open(Vips vips, byte* data, nuint length)
    {
        fixed (byte* options = "[fail_on=error]\0"u8)
            return VipsImage.Of(vips, vips.NewFromBuffer(data, length, options, 0));
    }

    /// <summary>
    /// All pixels, in memory, or an error. Not left to later steps, nor to libvips' way to decode and shrink in one: those paint
    /// black what a file that was cut short does not hold.
    /// </summary>
    private static VipsImage Decoded(Vips vips, VipsImage header) => VipsImage.Of(vips, vips.CopyMemory(header.Handle));

    private static VipsImage Resized(Vips vips, VipsImage image, int width, int height)
    {
        nint resized = 0;
        fixed (byte* heightName = "height\0"u8, sizeName = "size\0"u8)
        {
            var result = vips.ThumbnailImage(image.Handle, &resized, width, heightName, height, sizeName, Vips.SizeForce, 0);
            return VipsImage.Of(vips, result == 0 ? resized : 0);
        }
    }

    private static VipsImage Upright(Vips vips, VipsImage image)
    {
        nint upright = 0;
        return VipsImage.Of(vips, vips.Autorot(image.Handle, &upright, 0) == 0 ? upright : 0);
    }

    /// <summary>Takes over <paramref name="image"/>: without transparency, in the wanted colours, 8 bits, in a tensor.</summary>
    private static Tensor Finish(Vips vips, VipsImage image, ImageForm wanted)
    {
        using var opaque = vips.HasAlpha(image.Handle) != 0 ? image.Become((from, to) => vips.Flatten(from, to, 0)) : image;
        using var coloured = opaque.Become((from, to) => vips.Colourspace(from, to, wanted.Channels == 1 ? Vips.Grey : Vips.Srgb, 0));
        using var bytes = coloured.Become((from, to) => vips.CastUchar(from, to, 0));
        nuint size = 0;
        var pixels = vips.WriteToMemory(bytes.Handle, &size);
        if (pixels is null)
            throw Broken(vips);
        try
        {
            var (width, height, bands) = (vips.Width(bytes.Handle), vips.Height(bytes.Handle), vips.Bands(bytes.Handle));
            if (bands != wanted.Channels || size != (nuint)((long)width * height * bands))
                throw new ImageException($"the image has {bands} channels after decoding, {wanted.Channels} are wanted");
            var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(height, width, bands));
            new ReadOnlySpan<byte>(pixels, tensor.ByteLength).CopyTo(tensor.Span);
            return tensor;
        }
        finally
        {
            vips.Free(pixels);
        }
    }

    /// <summary>The error of an image that cannot be decoded to its end.</summary>
    internal static ImageException Broken(Vips vips) => new($"the image is broken or cut short: {vips.TakeError()}");
}
