using System.Runtime.InteropServices;
using ModelCluster.Contracts.Images;

namespace ModelCluster.Node.Images;

/// <summary>Finds libvips: the copy that came with the node, else one of the system.</summary>
internal static class VipsLibrary
{
    /// <summary>Loads and starts it.</summary>
    /// <exception cref="ImagingUnavailableException">It is not there, or does not work.</exception>
    public static Vips Load()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var own = Path.Combine(AppContext.BaseDirectory, "runtimes", $"linux-{architecture}", "native", "libvips.so");
        Exception? failure = null;
        foreach (var file in new[] { own, "libvips-cpp.so.42", "libvips.so.42" })
        {
            try
            {
                return new Vips(NativeLibrary.Load(file));
            }
            catch (Exception wrong) when (wrong is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                failure ??= wrong;
            }
        }

        throw new ImagingUnavailableException(
            $"images cannot be decoded on this machine: {own} cannot be loaded, and the system has no libvips (Debian: apt-get install libvips42)", failure);
    }
}
