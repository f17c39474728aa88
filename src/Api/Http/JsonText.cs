using System.Buffers;
using System.Globalization;
using System.Text;

namespace ModelCluster.Api.Http;

/// <summary>Writes JSON into a <see cref="PooledBuffer"/> without intermediate strings.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> ToEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>A string, quoted and escaped. A lone surrogate becomes U+FFFD.</summary>
    public static void WriteString(PooledBuffer target, string text)
    {
        var room = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (room <= 512)
        {
            Span<byte> utf8 = stackalloc byte[512];
            WriteString(target, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        }
        else
        {
            WriteString(target, Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>A string that is UTF-8 already, quoted and escaped.</summary>
    public static void WriteString(PooledBuffer target, ReadOnlySpan<byte> utf8)
    {
        target.Write((byte)'"');
        while (utf8.IndexOfAny(ToEscape) is var plain and >= 0)
        {
            target.Write(utf8[..plain]);
            WriteEscaped(target, utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }

        target.Write(utf8);
        target.Write((byte)'"');
    }

    /// <summary>A whole number.</summary>
    public static void WriteNumber(PooledBuffer target, long value)
    {
        value.TryFormat(target.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        target.Advance(written);
    }

    private static void WriteEscaped(PooledBuffer target, byte character)
    {
        switch (character)
        {
            case (byte)'"':
                target.Write("\\\""u8);
                break;
            case (byte)'\\':
                target.Write("\\\\"u8);
                break;
            case (byte)'\n':
                target.Write("\\n"u8);
                break;
            case (byte)'\r':
                target.Write("\\r"u8);
                break;
            case (byte)'\t':
                target.Write("\\t"u8);
                break;
            default:
                target.Write("\\u00"u8);
                target.Write((byte)(character < 0x10 ? '0' : '1'));
                target.Write("0123456789abcdef"u8[character & 0xF]);
                break;
        }
    }
}
