namespace ModelCluster.Api.Http.Json;

/// <summary>JSON's grammar of numbers and words, with the protocol's bare NaN and infinities.</summary>
internal static class NumberSyntax
{
    /// <summary>True for a number, NaN, an infinity, true, false or null.</summary>
    public static bool IsValue(ReadOnlySpan<byte> token) =>
        IsNumber(token) || IsNotFinite(token)
        || token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8) || token.SequenceEqual("null"u8);

    /// <summary>True for <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</summary>
    public static bool IsNotFinite(ReadOnlySpan<byte> token) =>
        token.SequenceEqual("NaN"u8) || token.SequenceEqual("Infinity"u8) || token.SequenceEqual("-Infinity"u8);

    /// <summary>True for <c>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?</c>, and nothing after it.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> token)
    {
        if (token.StartsWith("-"u8))
            token = token[1..];
        var whole = Digits(token);
        if (whole == 0 || (whole > 1 && token[0] == '0'))
            return false;
        token = token[whole..];
        if (token.StartsWith("."u8))
        {
            var fraction = Digits(token[1..]);
            if (fraction == 0)
                return false;
            token = token[(1 + fraction)..];
        }

        if (token.IsEmpty)
            return true;
        if ((token[0] | 0x20) != 'e')
            return false;
        token = token[1..];
        if (!token.IsEmpty && token[0] is (byte)'+' or (byte)'-')
            token = token[1..];
        return !token.IsEmpty && Digits(token) == token.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
