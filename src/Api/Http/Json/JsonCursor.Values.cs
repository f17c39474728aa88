using System.Buffers;
using System.Buffers.Text;

namespace ModelCluster.Api.Http.Json;

internal ref partial struct JsonCursor
{
    private static readonly SearchValues<byte> TokenEnds = SearchValues.Create(" \t\r\n,:[]{}\""u8);

    /// <summary>Takes white space and then a number or a word such as <c>true</c>, up to what ends it; may be empty.</summary>
    /// <param name="scratch">Holds the token if it does not lie in one piece.</param>
    /// <returns>Not checked; good until <paramref name="scratch"/> is used again.</returns>
    public ReadOnlySpan<byte> ReadToken(PooledBuffer scratch)
    {
        PeekToken();
        var unread = Unread;
        var stop = unread.IndexOfAny(TokenEnds);
        if (stop < 0)
            return ReadScatteredToken(scratch);
        Advance(stop);
        return unread[..stop];
    }

    /// <summary>Takes a whole number of 64 bits.</summary>
    public long ReadInt64(PooledBuffer scratch, string expected)
    {
        var start = this;
        start.PeekToken();
        var token = ReadToken(scratch);
        var isNumber = Utf8Parser.TryParse(token, out long value, out var used) && used == token.Length;
        if (!isNumber || !NumberSyntax.IsNumber(token))
            start.Fail(expected);
        return value;
    }

    /// <summary>Takes <c>true</c> or <c>false</c>.</summary>
    public bool ReadBoolean(PooledBuffer scratch, string expected)
    {
        var start = this;
        start.PeekToken();
        var token = ReadToken(scratch);
        var value = token.SequenceEqual("true"u8);
        if (!value && !token.SequenceEqual("false"u8))
            start.Fail(expected);
        return value;
    }

    /// <summary>Takes <c>null</c> if that is what comes next.</summary>
    public bool TryReadNull(PooledBuffer scratch)
    {
        if (PeekToken() != 'n')
            return false;
        var start = this;
        if (!ReadToken(scratch).SequenceEqual("null"u8))
            start.Fail("a value");
        return true;
    }

    /// <summary>Takes a value of any kind, checking its syntax; bare NaN and infinities are values too.</summary>
    public void SkipValue(PooledBuffer scratch) => SkipValue(scratch, depth: 0);

    private void SkipValue(PooledBuffer scratch, int depth)
    {
        var isFirst = true;
        switch (PeekToken())
        {
            case '"':
                ReadString(scratch, "a value");
                break;
            case '[' or '{' when depth == MaxDepth:
                throw ProblemException.BadRequest($"invalid JSON at byte {Offset}: nested deeper than {MaxDepth} levels");
            case '[':
                Advance(1);
                while (NextElement(ref isFirst))
                    SkipValue(scratch, depth + 1);
                break;
            case '{':
                Advance(1);
                while (NextMember(ref isFirst, scratch, out _))
                    SkipValue(scratch, depth + 1);
                break;
            default:
                var start = this;
                if (!NumberSyntax.IsValue(ReadToken(scratch)))
                    start.Fail("a value");
                break;
        }
    }

    private ReadOnlySpan<byte> ReadScatteredToken(PooledBuffer scratch)
    {
        scratch.Clear();
        while (Peek() != End)
        {
            var unread = Unread;
            var stop = unread.IndexOfAny(TokenEnds);
            var length = stop < 0 ? unread.Length : stop;
            scratch.Write(unread[..length]);
            Advance(length);
            if (stop >= 0)
                break;
        }

        return scratch.Written.Span;
    }
}
