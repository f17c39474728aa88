using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ModelCluster.Api.Http.Body;

/// <summary>The content codings that requests and answers may have: none, gzip, and deflate (which is zlib's format).</summary>
internal static class ContentCodings
{
    private const string Gzip = "gzip";
    private const string Deflate = "deflate";

    /// <summary>A stream of the decoded body; null if it has no coding.</summary>
    /// <exception cref="ProblemException">501: another coding.</exception>
    public static Stream? Decoder(HttpContext context)
    {
        var coding = context.Request.Headers.ContentEncoding;
        if (coding.Count == 0)
            return null;
        var name = coding.ToString().Trim();
        if (name.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            return new GZipStream(context.Request.Body, CompressionMode.Decompress);
        if (name.Equals(Deflate, StringComparison.OrdinalIgnoreCase))
            return new ZLibStream(context.Request.Body, CompressionMode.Decompress);
        if (name.Length == 0 || name.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return null;
        throw new ProblemException(
            StatusCodes.Status501NotImplemented, $"content encoding '{name}' is not supported; gzip and deflate are")
        {
            Header = new(HeaderNames.AcceptEncoding, $"{Gzip}, {Deflate}"),
        };
    }

    /// <summary>The coding to answer in, which the client accepts; null for none.</summary>
    public static string? Choose(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var accepted))
            return null;
        string? best = null;
        double bestQuality = 0;
        foreach (var candidate in accepted)
        {
            var quality = candidate.Quality ?? 1;
            var known = Known(candidate.Value);
            if (known is null || quality < bestQuality || quality == 0 || (quality == bestQuality && known != Gzip))
                continue;
            (best, bestQuality) = (known, quality);
        }

        return best;
    }

    /// <summary>A stream that encodes into <paramref name="target"/>, which it leaves open.</summary>
    public static Stream Encoder(string coding, Stream target) => coding == Gzip
        ? new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true)
        : new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true);

    private static string? Known(StringSegment name) =>
        name.Equals(Gzip, StringComparison.OrdinalIgnoreCase) ? Gzip
        : name.Equals(Deflate, StringComparison.OrdinalIgnoreCase) ? Deflate
        : null;
}
