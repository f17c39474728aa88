namespace ModelCluster.Contracts.Images;

/// <summary>The bytes are no image that can be decoded here; the message says why.</summary>
public sealed class ImageException : Exception
{
    /// <summary>With what is wrong.</summary>
    public ImageException(string message)
        : base(message)
    {
    }
}

/// <summary>Images cannot be decoded on this machine; the message says what is missing.</summary>
public sealed class ImagingUnavailableException : Exception
{
    /// <summary>With what is missing, and the loader's own words.</summary>
    public ImagingUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
