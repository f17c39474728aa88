namespace ModelCluster.Node.Images;

/// <summary>A reference to an image of libvips, given back once. Used by one thread.</summary>
internal sealed unsafe class VipsImage : IDisposable
{
    private readonly Vips _vips;

    private VipsImage(Vips vips, nint handle)
    {
        _vips = vips;
        Handle = handle;
    }

    /// <summary>Makes one image of another; 0 for success.</summary>
    internal delegate int Operation(nint from, nint* to);

    /// <summary>The image; 0 once it was given back.</summary>
    internal nint Handle { get; private set; }

    /// <summary>Owns <paramref name="handle"/> from now on.</summary>
    /// <exception cref="Contracts.Images.ImageException">It is 0: what should have made it failed.</exception>
    internal static VipsImage Of(Vips vips, nint handle) => handle == 0 ? throw VipsDecoder.Broken(vips) : new VipsImage(vips, handle);

    /// <summary>Makes another image of this one, which is given back.</summary>
    internal VipsImage Become(Operation operation)
    {
        using (this)
        {
            nint made = 0;
            return Of(_vips, operation(Handle, &made) == 0 ? made : 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var handle = Handle;
        Handle = 0;
        if (handle != 0)
            _vips.Unref(handle);
    }
}
