using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Images;

/// <summary>Turns image files (JPEG, PNG, WebP, GIF) into pixels; the port to the imaging library. Thread-safe.</summary>
public interface IImageDecoder
{
    /// <summary>
    /// Decodes an image, turns it upright as its EXIF data says, puts transparent parts on black, and stretches it to the
    /// wanted size. Blocks while it does: some milliseconds per megapixel.
    /// </summary>
    /// <param name="file">The file's bytes, from anywhere: nothing is believed of them.</param>
    /// <param name="wanted">What to make of it.</param>
    /// <returns>UINT8, [height, width, channels], the caller's.</returns>
    /// <exception cref="ImageException">It is no image, broken, cut short or too large; the message says which.</exception>
    /// <exception cref="ImagingUnavailableException">This machine has no imaging library.</exception>
    Tensor Decode(ReadOnlySpan<byte> file, ImageForm wanted);
}

/// <summary>What an image is to become.</summary>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">Pixels; null: as the image has.</param>
/// <param name="Width">Pixels; null: as the image has.</param>
public readonly record struct ImageForm(int Channels, int? Height, int? Width);
