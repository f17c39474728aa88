using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ModelCluster.Api.Http.Json;

/// <summary>FP32: equal to what <see cref="float.Parse(string)"/> gives, to the bit.</summary>
internal readonly struct SingleKind : INumberKind<float>
{
    // a double has 29 bits of mantissa more than a float; those bits at one half: the double lies between two floats
    private const int Half = 1 << 28;
    private const int MoreBits = (1 << 29) - 1;
    private const double SmallestNormal = 1.17549435082228750797e-38;

    public static string Allowed => "a number, NaN, Infinity or -Infinity";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(in ScannedNumber number, out float value)
    {
        value = number.IsNegative ? -0.0f : 0.0f;
        if (number.Mantissa == 0)
            return true;
        if (!DoubleKind.TryScale(number, out var near))
            return false;

        // `near` is at most 2 units in its last place off; that only matters where rounding to float could tip over
        var rest = (int)BitConverter.DoubleToInt64Bits(near) & MoreBits;
        value = (float)near;
        return Math.Abs(rest - Half) > 4 && Math.Abs(near) >= SmallestNormal;
    }

    public static bool TryParse(ReadOnlySpan<byte> token, out float value) =>
        float.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && (NumberSyntax.IsNumber(token) || NumberSyntax.IsNotFinite(token));
}

/// <summary>FP64: equal to what <see cref="double.Parse(string)"/> gives, to the bit.</summary>
internal readonly struct DoubleKind : INumberKind<double>
{
    private const ulong LargestExact = 1UL << 53;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public static string Allowed => SingleKind.Allowed;

    public static bool TryConvert(in ScannedNumber number, out double value) =>
        TryScale(number, out value) && number.Mantissa <= LargestExact;

    public static bool TryParse(ReadOnlySpan<byte> token, out double value) =>
        double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && (NumberSyntax.IsNumber(token) || NumberSyntax.IsNotFinite(token));

    /// <summary>
    /// The value with at most two roundings, each by at most half a unit: of a mantissa past 2^53, and of one
    /// multiplication or division by a power of ten that is itself exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryScale(in ScannedNumber number, out double value)
    {
        value = (long)number.Mantissa;
        if (number.IsNegative)
            value = -value;
        var powers = PowersOfTen;
        var exponent = number.Exponent;
        if (exponent <= 0)
        {
            if ((uint)-exponent >= (uint)powers.Length)
                return false;
            value /= powers[-exponent];
            return true;
        }

        if ((uint)exponent >= (uint)powers.Length)
            return false;
        value *= powers[exponent];
        return true;
    }
}

/// <summary>The integer types: whole numbers within the type's range.</summary>
internal readonly struct IntegerKind<T> : INumberKind<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly long Smallest = long.CreateSaturating(T.MinValue);
    private static readonly long Largest = long.CreateSaturating(T.MaxValue);

    public static string Allowed => $"a whole number from {T.MinValue} to {T.MaxValue}";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(in ScannedNumber number, out T value)
    {
        var signed = number.IsNegative ? -(long)number.Mantissa : (long)number.Mantissa;
        value = T.CreateTruncating(signed);
        return number.IsWhole && signed >= Smallest && signed <= Largest;
    }

    public static bool TryParse(ReadOnlySpan<byte> token, out T value) =>
        T.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && NumberSyntax.IsNumber(token);
}

/// <summary>BOOL: true or false, one byte each.</summary>
internal readonly struct BooleanKind : INumberKind<byte>
{
    public static string Allowed => "true or false";

    public static bool TryConvert(in ScannedNumber number, out byte value)
    {
        value = 0;
        return false;
    }

    public static bool TryParse(ReadOnlySpan<byte> token, out byte value)
    {
        var isTrue = token.SequenceEqual("true"u8);
        value = isTrue ? (byte)1 : (byte)0;
        return isTrue || token.SequenceEqual("false"u8);
    }
}
