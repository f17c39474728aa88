namespace ModelCluster.Api.Http.Json;

/// <summary>How elements of type <typeparamref name="T"/> are written in JSON.</summary>
internal interface INumberKind<T>
    where T : unmanaged
{
    /// <summary>What is allowed, for messages.</summary>
    static abstract string Allowed { get; }

    /// <summary>Quick and exact; false where it cannot be exact, or the number is not allowed.</summary>
    static abstract bool TryConvert(in ScannedNumber number, out T value);

    /// <summary>Exact for everything that is allowed; false for what is not.</summary>
    static abstract bool TryParse(ReadOnlySpan<byte> token, out T value);
}
