using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelCluster.Api.Http.Json;

/// <summary>
/// A decimal number of at most 18 digits, read in one pass: ±mantissa × 10^exponent. What does not fit in here (longer
/// numbers, odd exponents, bad syntax, the last bytes of a segment) is left to the careful path, which is exact for
/// everything.
/// </summary>
/// <param name="IsNegative">True if a minus sign came first.</param>
/// <param name="IsWhole">True if there was neither point nor exponent.</param>
/// <param name="Mantissa">All digits, below 10^18.</param>
/// <param name="Exponent">Of ten.</param>
internal readonly record struct ScannedNumber(bool IsNegative, bool IsWhole, ulong Mantissa, int Exponent)
{
    private static readonly ulong[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    // a mantissa below it can be followed by so many more digits without passing 18
    private static readonly ulong[] Limits =
    [
        1_000_000_000_000_000_000, 100_000_000_000_000_000, 10_000_000_000_000_000, 1_000_000_000_000_000, 100_000_000_000_000,
        10_000_000_000_000, 1_000_000_000_000, 100_000_000_000, 10_000_000_000,
    ];

    /// <summary>Reads the number at <paramref name="at"/>, which moves behind it.</summary>
    /// <returns>False, with <paramref name="at"/> anywhere, for what this does not read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScan(ReadOnlySpan<byte> text, ref int at, out ScannedNumber number)
    {
        number = default;
        var i = at;
        if (text.Length - i < 1 + sizeof(ulong))
            return false;
        var isNegative = text[i] == '-';
        if (isNegative)
            i++;
        var start = i;
        ulong mantissa = 0;
        if (!TryAddWhole(text, ref i, ref mantissa) || (text[start] == '0' && i - start > 1) || (uint)i >= (uint)text.Length)
            return false;
        var exponent = 0;
        var next = text[i];
        var isWhole = next != '.' && (next | 0x20) != 'e';
        if (next == '.')
        {
            start = ++i;
            if (!TryAddFraction(text, ref i, ref mantissa) || (uint)i >= (uint)text.Length)
                return false;
            exponent = start - i;
            next = text[i];
        }

        if ((next | 0x20) == 'e')
        {
            // by value, so that the place stays in a register for the many numbers that have no exponent
            i = ReadExponent(text, i + 1, out var written);
            if (i < 0)
                return false;
            exponent += written;
        }

        at = i;
        number = new ScannedNumber(isNegative, isWhole, mantissa, exponent);
        return true;
    }

    /// <summary>At least one digit must be there. Most numbers have one, or a few: eight characters at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryAddWhole(ReadOnlySpan<byte> text, ref int at, ref ulong mantissa)
    {
        if (text.Length - at < sizeof(ulong))
            return false;
        if (char.IsAsciiDigit((char)text[at]) && !char.IsAsciiDigit((char)text[at + 1]))
        {
            mantissa = (uint)(text[at++] - '0');
            return true;
        }

        var start = at;
        int length;
        do
        {
            if (text.Length - at < sizeof(ulong))
                return false;
            var eight = Load(text, at);
            length = CountDigits(eight);
            if (mantissa >= Limits[length])
                return false;
            mantissa = (mantissa * PowersOfTen[length]) + ValueOf(eight, length);
            at += length;
        }
        while (length == sizeof(ulong));

        return at > start;
    }

    /// <summary>
    /// At least one digit must be there. Most fractions have 6 to 10, so that a branch on "more than eight" would be
    /// guessed wrong half the time: sixteen characters at a time, without that branch.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryAddFraction(ReadOnlySpan<byte> text, ref int at, ref ulong mantissa)
    {
        var start = at;
        int second;
        do
        {
            if (text.Length - at < 2 * sizeof(ulong))
                return false;
            var (eight, next) = (Load(text, at), Load(text, at + sizeof(ulong)));
            var first = CountDigits(eight);

            // only after eight digits do the next ones count: -1 is a mask of ones
            second = CountDigits(next) & -(first >> 3);
            var high = (mantissa * PowersOfTen[first]) + ValueOf(eight, first);
            if (mantissa >= Limits[first] || high >= Limits[second])
                return false;
            mantissa = (high * PowersOfTen[second]) + ValueOf(next, second);
            at += first + second;
        }
        while (second == sizeof(ulong));

        return at > start;
    }

    /// <summary>One to three digits after a sign or none.</summary>
    /// <returns>The place behind them; -1 for anything else.</returns>
    private static int ReadExponent(ReadOnlySpan<byte> text, int at, out int exponent)
    {
        var isNegative = at < text.Length && text[at] == '-';
        if (isNegative || (at < text.Length && text[at] == '+'))
            at++;
        var start = at;
        exponent = 0;
        for (; at < text.Length && char.IsAsciiDigit((char)text[at]) && at - start < 4; at++)
            exponent = (exponent * 10) + text[at] - '0';
        if (isNegative)
            exponent = -exponent;
        return at - start is >= 1 and <= 3 ? at : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ReadOnlySpan<byte> text, int at) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at));

    /// <summary>How many digits, 0 to 8, come before the first other character; the first is in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountDigits(ulong eight)
    {
        // a character is a digit if its upper half is 3 and adding 6 does not change that
        var others = ((eight & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030)
            | (((eight + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030);
        return BitOperations.TrailingZeroCount(others) >> 3;
    }

    /// <summary>The value of the first <paramref name="length"/> characters, which are digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ValueOf(ulong eight, int length)
    {
        // the digits move to the top and zeros in before them, in two steps since a shift by 64 is none; then neighbours
        // are joined: 8 numbers below 10 become 4 below 100, then 2 below 10,000, then 1
        var digits = (eight << (32 - (4 * length)) << (32 - (4 * length))) & 0x0F0F0F0F0F0F0F0F;
        digits = (digits * ((10 << 8) + 1)) >> 8;
        digits = ((digits & 0x00FF00FF00FF00FF) * ((100UL << 16) + 1)) >> 16;
        return ((digits & 0x0000FFFF0000FFFF) * ((10_000UL << 32) + 1)) >> 32;
    }
}
