using System.Buffers.Binary;
using System.Numerics;

namespace ModelCluster.Api.Http.Json;

/// <summary>
/// A decimal number of at most 18 digits, read in one pass: ±<see cref="Mantissa"/> × 10^<see cref="Exponent"/>.
/// What does not fit in here (longer numbers, odd exponents, bad syntax, the last bytes of a segment) is left to the
/// careful path, which is exact for everything.
/// </summary>
internal struct ScannedNumber
{
    private static readonly ulong[] PowersOfTen = [.. Enumerable.Range(0, 9).Select(n => (ulong)Math.Pow(10, n))];

    // the largest mantissa that n more digits can follow without passing 18 digits
    private static readonly ulong[] Limits = [.. PowersOfTen.Select(power => 1_000_000_000_000_000_000UL / power)];

    /// <summary>True if a minus sign came first.</summary>
    public bool IsNegative;

    /// <summary>True if there was neither point nor exponent.</summary>
    public bool IsWhole;

    /// <summary>All digits, below 10^18.</summary>
    public ulong Mantissa;

    /// <summary>Of ten.</summary>
    public int Exponent;

    /// <summary>Reads the number at <paramref name="at"/>, which moves behind it.</summary>
    /// <returns>False, with <paramref name="at"/> anywhere, for what this does not read.</returns>
    public static bool TryScan(ReadOnlySpan<byte> text, ref int at, out ScannedNumber number)
    {
        number = default;
        if ((uint)at >= (uint)text.Length)
            return false;
        number.IsNegative = text[at] == '-';
        if (number.IsNegative)
            at++;
        var start = at;
        if (!number.TryAddDigits(text, ref at) || (text[start] == '0' && at - start > 1))
            return false;
        var next = at < text.Length ? text[at] : 0;
        number.IsWhole = next != '.' && (next | 0x20) != 'e';
        if (number.IsWhole)
            return true;
        if (next == '.')
        {
            start = ++at;
            if (!number.TryAddDigits(text, ref at))
                return false;
            number.Exponent = start - at;
            next = at < text.Length ? text[at] : 0;
        }

        return (next | 0x20) != 'e' || number.TryAddExponent(text, ref at);
    }

    /// <summary>Eight bytes at a time; at least one digit must be there.</summary>
    private bool TryAddDigits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        int length;
        do
        {
            if (text.Length - at < sizeof(ulong))
                return false;
            var run = ReadDigits(BinaryPrimitives.ReadUInt64LittleEndian(text[at..]), out length);
            if (Mantissa >= Limits[length])
                return false;
            Mantissa = (Mantissa * PowersOfTen[length]) + run;
            at += length;
        }
        while (length == sizeof(ulong));

        return at > start;
    }

    private bool TryAddExponent(ReadOnlySpan<byte> text, ref int at)
    {
        at++;
        var isNegative = at < text.Length && text[at] == '-';
        if (isNegative || (at < text.Length && text[at] == '+'))
            at++;
        var start = at;
        var value = 0;
        for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
        {
            if (at - start == 3)
                return false;
            value = (value * 10) + text[at] - '0';
        }

        Exponent += isNegative ? -value : value;
        return at > start;
    }

    /// <summary>
    /// The value of the digits at the start of eight characters, first in the lowest byte, all eight looked at together.
    /// </summary>
    /// <param name="eight">The characters.</param>
    /// <param name="length">How many digits come before the first other character, 0 to 8.</param>
    private static ulong ReadDigits(ulong eight, out int length)
    {
        // a character is a digit if its upper half is 3 and adding 6 does not change that
        var others = ((eight & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030)
            | (((eight + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030);
        length = BitOperations.TrailingZeroCount(others) / 8;
        if (length == 0)
            return 0;

        // zeros move in before the first digit; then neighbours are joined: 8 numbers below 10, 4 below 100, 2, 1
        var digits = (eight << (64 - (8 * length))) & 0x0F0F0F0F0F0F0F0F;
        digits = (digits * ((10 << 8) + 1)) >> 8;
        digits = ((digits & 0x00FF00FF00FF00FF) * ((100UL << 16) + 1)) >> 16;
        return ((digits & 0x0000FFFF0000FFFF) * ((10_000UL << 32) + 1)) >> 32;
    }
}
