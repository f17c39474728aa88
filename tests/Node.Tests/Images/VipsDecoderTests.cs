using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Images;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Images;

/// <summary>The real library, on good images and on bad ones.</summary>
public sealed class VipsDecoderTests
{
    /// <summary>16 x 16 pixels of one dark red, in three kinds of files.</summary>
    private const string Jpeg = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAb/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCIAOr3/9k=";

    private const string WebP = "UklGRh4AAABXRUJQVlA4TBEAAAAvD8ADAAdQjyKXp/+BiOh/AAA=";

    private const string Gif = "R0lGODdhEAAQAIEAAMgePAAAAAAAAAAAACwAAAAAEAAQAEAIHQABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFgQEBADs=";

    private readonly VipsDecoder _decoder = new();

    [Fact]
    public void Pixels_come_out_as_they_are_row_by_row_red_first()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 250, 251, 252, 253, 254, 255];
        using var image = _decoder.Decode(PngFile.Of(3, 2, 3, pixels), new ImageForm(3, null, null));
        image.Type.ShouldBe(TensorType.UInt8);
        image.Shape.ShouldBe(new TensorShape(2, 3, 3));
        image.Span.ToArray().ShouldBe(pixels);
    }

    [Fact]
    public void Grey_images_stay_exact_and_become_colours_when_wanted()
    {
        var file = PngFile.Of(2, 1, 1, 17, 99);
        using var grey = _decoder.Decode(file, new ImageForm(1, null, null));
        grey.Span.ToArray().ShouldBe([17, 99]);
        using var colours = _decoder.Decode(file, new ImageForm(3, null, null));
        colours.Span.ToArray().ShouldBe([17, 17, 17, 99, 99, 99]);
    }

    [Fact]
    public void Transparent_parts_are_black()
    {
        using var image = _decoder.Decode(PngFile.Of(2, 1, 4, 200, 100, 50, 255, 200, 100, 50, 0), new ImageForm(3, null, null));
        image.Span.ToArray().ShouldBe([200, 100, 50, 0, 0, 0]);
    }

    [Theory]
    [InlineData(Jpeg)]
    [InlineData(WebP)]
    [InlineData(Gif)]
    public void Each_kind_of_file_is_read_and_stretched(string base64)
    {
        using var image = _decoder.Decode(Convert.FromBase64String(base64), new ImageForm(3, 5, 7));
        image.Shape.ShouldBe(new TensorShape(5, 7, 3));
        for (var i = 0; i < image.ByteLength; i += 3)
        {
            ((int)image.Span[i]).ShouldBeInRange(195, 205);
            ((int)image.Span[i + 1]).ShouldBeInRange(25, 35);
            ((int)image.Span[i + 2]).ShouldBeInRange(55, 65);
        }
    }

    [Fact]
    public void A_smaller_image_is_made_larger()
    {
        using var image = _decoder.Decode(PngFile.Of(1, 1, 3, 10, 20, 30), new ImageForm(3, 4, 4));
        image.Span[..3].ToArray().ShouldBe([10, 20, 30]);
        image.Shape.ShouldBe(new TensorShape(4, 4, 3));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(8)]
    public void A_file_cut_short_is_refused(int? size)
    {
        var png = PngFile.Of(64, 64, 3, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i * 7919 >> 3))]);
        foreach (var length in new[] { 40, png.Length / 2, png.Length - 30 })
            Should.Throw<ImageException>(() => _decoder.Decode(png.AsSpan(0, length), new ImageForm(3, size, size)), $"{length} of {png.Length}");
        var jpeg = Convert.FromBase64String(Jpeg);
        Should.Throw<ImageException>(() => _decoder.Decode(jpeg.AsSpan(0, jpeg.Length - 12), new ImageForm(3, size, size)));
    }

    [Fact]
    public void A_file_that_claims_to_be_huge_is_refused_by_its_header_alone()
    {
        var bomb = PngFile.Of(60_000, 60_000, 3, new byte[180_000]);
        Should.Throw<ImageException>(() => _decoder.Decode(bomb, new ImageForm(3, 8, 8))).Message
            .ShouldBe("the image has 60000 x 60000 pixels; at most 40,000,000 are allowed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an image at all, but long enough to be looked at")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\"/></svg>")]
    [InlineData("P6 1 1 255 abc")]
    public void What_is_no_image_of_a_known_kind_is_refused(string text) =>
        Should.Throw<ImageException>(() => _decoder.Decode(System.Text.Encoding.UTF8.GetBytes(text), new ImageForm(3, 8, 8)));

    [Fact]
    public async Task Many_threads_decode_at_once()
    {
        var file = Convert.FromBase64String(Jpeg);
        var threads = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                using var image = _decoder.Decode(file, new ImageForm(3, 9, 9));
                image.ByteLength.ShouldBe(243);
                Should.Throw<ImageException>(() => _decoder.Decode(file.AsSpan(0, 200), new ImageForm(3, 9, 9)));
            }
        }));
        await Task.WhenAll(threads).WaitAsync(RealTimeGuard.Limit);
    }
}
