using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ModelCluster.Api.Http.Json;

internal ref partial struct JsonCursor
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>Takes white space and a string.</summary>
    /// <param name="scratch">Holds the string if it does not lie in one piece.</param>
    /// <param name="expected">For the error.</param>
    /// <returns>Valid UTF-8, unescaped; good until <paramref name="scratch"/> is used again.</returns>
    public ReadOnlySpan<byte> ReadString(PooledBuffer scratch, string expected)
    {
        Expect('"', expected);
        var start = Offset;
        var unread = Unread;
        var stop = unread.IndexOfAny(StringStops);
        if (stop < 0 || unread[stop] != '"')
            return Valid(ReadScattered(scratch), start);
        Advance(stop + 1);
        return Valid(unread[..stop], start);
    }

    /// <summary>A string that has escapes or passes over the end of a segment.</summary>
    private ReadOnlySpan<byte> ReadScattered(PooledBuffer scratch)
    {
        scratch.Clear();
        while (true)
        {
            if (Peek() == End)
                Fail("'\"' at the end of a string");
            var unread = Unread;
            var stop = unread.IndexOfAny(StringStops);
            var plain = stop < 0 ? unread.Length : stop;
            scratch.Write(unread[..plain]);
            Advance(plain);
            if (stop < 0)
                continue;
            if (unread[stop] < 0x20)
                Fail("no control character in a string (write it as \\u00XX)");
            Advance(1);
            if (unread[stop] == '"')
                return scratch.Written.Span;
            ReadEscape(scratch);
        }
    }

    private void ReadEscape(PooledBuffer scratch)
    {
        const string Expected = "one of \" \\ / b f n r t u after '\\'";
        var kind = Peek();
        if (kind == End)
            Fail(Expected);
        var plain = kind switch
        {
            '"' or '\\' or '/' => kind,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => End,
            _ => 0,
        };
        if (plain == 0)
            Fail(Expected);
        Advance(1);
        if (plain == End)
            ReadUnicodeEscape(scratch);
        else
            scratch.Write((byte)plain);
    }

    private void ReadUnicodeEscape(PooledBuffer scratch)
    {
        var first = ReadFourHexDigits();
        if (!Rune.TryCreate(first, out var rune))
        {
            const string Pair = "\\u and the second half of a surrogate pair";
            if (!char.IsHighSurrogate(first) || Peek() != '\\')
                Fail(Pair);
            Advance(1);
            if (Peek() != 'u')
                Fail(Pair);
            Advance(1);
            if (!Rune.TryCreate(first, ReadFourHexDigits(), out rune))
                Fail(Pair);
        }

        scratch.Advance(rune.EncodeToUtf8(scratch.GetSpan(4)));
    }

    private char ReadFourHexDigits()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = Peek();
            if (digit == End || !char.IsAsciiHexDigit((char)digit))
                Fail("four hexadecimal digits");
            value = (value << 4) | HexValue(digit);
            Advance(1);
        }

        return (char)value;
    }

    private static int HexValue(int digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> text, long start) => Utf8.IsValid(text)
        ? text
        : throw ProblemException.BadRequest($"invalid JSON at byte {start}: expected a string in UTF-8, found other bytes");
}
