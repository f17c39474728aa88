using System.Runtime.InteropServices;

namespace ModelCluster.Node.Images;

/// <summary>
/// The part of libvips' C interface that is used here. Functions that take options by name end in a null: those are called with
/// as many arguments as it takes, whole numbers in the width of a pointer, which is how such calls are passed on Linux on both
/// processors. Loaded once, never unloaded. Thread-safe.
/// </summary>
internal sealed unsafe class Vips
{
    /// <summary>Width and height exactly as asked, whatever the image's proportions (VIPS_SIZE_FORCE).</summary>
    public const nint SizeForce = 3;

    /// <summary>Grey, 8 bits (VIPS_INTERPRETATION_B_W).</summary>
    public const nint Grey = 1;

    /// <summary>Red, green and blue, 8 bits (VIPS_INTERPRETATION_sRGB).</summary>
    public const nint Srgb = 22;

    private const int PerThreadIsEnough = 1;

    /// <summary>Every level of GLib's log, also from within a handler.</summary>
    private const int AnyLevel = -1;

    public readonly delegate* unmanaged<byte*, nuint, byte*> FindLoadBuffer;
    public readonly delegate* unmanaged<byte*, nuint, byte*, nint, nint> NewFromBuffer;
    public readonly delegate* unmanaged<nint, nint> CopyMemory;
    public readonly delegate* unmanaged<nint, nint*, nint, byte*, nint, byte*, nint, nint, int> ThumbnailImage;
    public readonly delegate* unmanaged<nint, int> Width;
    public readonly delegate* unmanaged<nint, int> Height;
    public readonly delegate* unmanaged<nint, int> Bands;
    public readonly delegate* unmanaged<nint, int> HasAlpha;
    public readonly delegate* unmanaged<nint, nint*, nint, int> Autorot;
    public readonly delegate* unmanaged<nint, nint*, nint, int> Flatten;
    public readonly delegate* unmanaged<nint, nint*, nint, nint, int> Colourspace;
    public readonly delegate* unmanaged<nint, nint*, nint, int> CastUchar;
    public readonly delegate* unmanaged<nint, nuint*, byte*> WriteToMemory;
    public readonly delegate* unmanaged<nint, void> Unref;
    public readonly delegate* unmanaged<byte*, void> Free;

    private readonly delegate* unmanaged<byte*> _errorBuffer;
    private readonly delegate* unmanaged<void> _errorClear;

    /// <summary>Takes the functions of a loaded library and starts it.</summary>
    /// <exception cref="EntryPointNotFoundException">The library is another, or too old.</exception>
    public Vips(nint library)
    {
        FindLoadBuffer = (delegate* unmanaged<byte*, nuint, byte*>)Export("vips_foreign_find_load_buffer");
        NewFromBuffer = (delegate* unmanaged<byte*, nuint, byte*, nint, nint>)Export("vips_image_new_from_buffer");
        CopyMemory = (delegate* unmanaged<nint, nint>)Export("vips_image_copy_memory");
        ThumbnailImage = (delegate* unmanaged<nint, nint*, nint, byte*, nint, byte*, nint, nint, int>)Export("vips_thumbnail_image");
        Width = (delegate* unmanaged<nint, int>)Export("vips_image_get_width");
        Height = (delegate* unmanaged<nint, int>)Export("vips_image_get_height");
        Bands = (delegate* unmanaged<nint, int>)Export("vips_image_get_bands");
        HasAlpha = (delegate* unmanaged<nint, int>)Export("vips_image_hasalpha");
        Autorot = (delegate* unmanaged<nint, nint*, nint, int>)Export("vips_autorot");
        Flatten = (delegate* unmanaged<nint, nint*, nint, int>)Export("vips_flatten");
        Colourspace = (delegate* unmanaged<nint, nint*, nint, nint, int>)Export("vips_colourspace");
        CastUchar = (delegate* unmanaged<nint, nint*, nint, int>)Export("vips_cast_uchar");
        WriteToMemory = (delegate* unmanaged<nint, nuint*, byte*>)Export("vips_image_write_to_memory");
        Unref = (delegate* unmanaged<nint, void>)Export("g_object_unref");
        Free = (delegate* unmanaged<byte*, void>)Export("g_free");
        _errorBuffer = (delegate* unmanaged<byte*>)Export("vips_error_buffer");
        _errorClear = (delegate* unmanaged<void>)Export("vips_error_clear");
        Start();

        nint Export(string name) => NativeLibrary.GetExport(library, name);

        void Start()
        {
            fixed (byte* name = "modelcluster\0"u8)
            {
                if (((delegate* unmanaged<byte*, int>)Export("vips_init"))(name) != 0)
                    throw new EntryPointNotFoundException($"libvips does not start: {TakeError()}");
            }

            fixed (byte* domain = "VIPS\0"u8)
                ((delegate* unmanaged<byte*, int, delegate* unmanaged<byte*, int, byte*, nint, void>, nint, uint>)Export("g_log_set_handler"))(domain, AnyLevel, &Ignore, 0);
            ((delegate* unmanaged<int, void>)Export("vips_block_untrusted_set"))(1);
            ((delegate* unmanaged<int, void>)Export("vips_concurrency_set"))(PerThreadIsEnough);
            ((delegate* unmanaged<int, void>)Export("vips_cache_set_max"))(0); // no image comes twice
        }
    }

    /// <summary>What libvips would print on every bad image a client sends; the client is told instead.</summary>
    [UnmanagedCallersOnly]
    private static void Ignore(byte* domain, int level, byte* message, nint data)
    {
    }

    /// <summary>What libvips says went wrong, in one line; the error is forgotten.</summary>
    public string TakeError()
    {
        var text = Marshal.PtrToStringUTF8((nint)_errorBuffer()) ?? "";
        _errorClear();
        return string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
