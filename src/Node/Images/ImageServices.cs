using ModelCluster.Contracts.Images;

namespace ModelCluster.Node.Images;

/// <summary>Registers what decodes images.</summary>
internal static class ImageServices
{
    /// <summary>Adds <see cref="IImageDecoder"/>; the library is loaded with the first image.</summary>
    internal static IServiceCollection AddImages(this IServiceCollection services) => services.AddSingleton<IImageDecoder, VipsDecoder>();
}
