using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ModelCluster.Api.Http.Json;

/// <summary>
/// A place in a JSON text that lies in one or many segments. Moves forward only; a copy of the struct is a bookmark that
/// can be read from later. Every failure is a <see cref="ProblemException"/> (400) that names the byte and what was expected.
/// </summary>
internal ref partial struct JsonCursor
{
    /// <summary>What <see cref="Peek"/> gives when nothing is left.</summary>
    public const int End = -1;

    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 100;

    private readonly ReadOnlySequence<byte> _text;
    private SequencePosition _next;
    private ReadOnlySpan<byte> _segment;
    private int _index;
    private long _before;

    /// <summary>At the start of <paramref name="text"/>.</summary>
    public JsonCursor(in ReadOnlySequence<byte> text)
    {
        _text = text;
        _next = text.Start;
        MoveToNextSegment();
    }

    /// <summary>How many bytes lie before.</summary>
    public readonly long Offset => _before + _index;

    /// <summary>How many bytes are left.</summary>
    public readonly long Remaining => _text.Length - Offset;

    /// <summary>What is left of the current segment.</summary>
    public readonly ReadOnlySpan<byte> Unread => _segment[_index..];

    /// <summary>Moves on within <see cref="Unread"/>.</summary>
    public void Advance(int count) => _index += count;

    /// <summary>The next byte, which stays; <see cref="End"/> if there is none.</summary>
    public int Peek() => _index < _segment.Length || MoveToNextSegment() ? _segment[_index] : End;

    /// <summary>The next byte that is not white space, which stays; <see cref="End"/> if there is none.</summary>
    public int PeekToken()
    {
        int next;
        while ((next = Peek()) is ' ' or '\n' or '\r' or '\t')
            _index++;
        return next;
    }

    /// <summary>Takes white space and then <paramref name="character"/>.</summary>
    public void Expect(char character, string expected)
    {
        if (!TryTake(character))
            Fail(expected);
    }

    /// <summary>Takes white space and then <paramref name="character"/>, if it is there.</summary>
    public bool TryTake(char character)
    {
        if (PeekToken() != character)
            return false;
        _index++;
        return true;
    }

    /// <summary>Takes white space, and fails if anything else is left.</summary>
    public void ExpectEnd()
    {
        if (PeekToken() != End)
            Fail("the end of the JSON text");
    }

    /// <summary>
    /// Goes to the next value of an array whose '[' was taken: false, with the ']' taken, if there is none.
    /// </summary>
    /// <param name="isFirst">True before the first call.</param>
    public bool NextElement(ref bool isFirst)
    {
        if (PeekToken() == ']')
        {
            _index++;
            return false;
        }

        if (!isFirst)
            Expect(',', "',' or ']'");
        isFirst = false;
        return true;
    }

    /// <summary>
    /// Goes to the value of the next member of an object whose '{' was taken: false, with the '}' taken, if there is none.
    /// </summary>
    /// <param name="isFirst">True before the first call.</param>
    /// <param name="scratch">Holds the name if it does not lie in one piece.</param>
    /// <param name="name">The member's name, unescaped; valid until <paramref name="scratch"/> is used again.</param>
    public bool NextMember(ref bool isFirst, PooledBuffer scratch, out ReadOnlySpan<byte> name)
    {
        name = default;
        var next = PeekToken();
        if (next == '}')
        {
            _index++;
            return false;
        }

        if (!isFirst)
            Expect(',', "',' or '}'");
        if (PeekToken() != '"')
            Fail(isFirst ? "a name in quotes or '}'" : "a name in quotes");
        isFirst = false;
        name = ReadString(scratch, "a name in quotes");
        Expect(':', "':'");
        return true;
    }

    /// <summary>Fails at this place.</summary>
    [DoesNotReturn]
    public void Fail(string expected) =>
        throw ProblemException.BadRequest($"invalid JSON at byte {Offset}: expected {expected}, found {Describe(Peek())}");

    private static string Describe(int found) => found switch
    {
        End => "the end of the text",
        > ' ' and < 0x7F => $"'{(char)found}'",
        _ => $"the byte 0x{found:X2}",
    };

    /// <summary>For messages: at most 40 characters of a token, control characters made visible.</summary>
    internal static string Printable(ReadOnlySpan<byte> token)
    {
        var text = Encoding.UTF8.GetString(token.Length > 40 ? token[..40] : token);
        return string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) + (token.Length > 40 ? "..." : "");
    }

    private bool MoveToNextSegment()
    {
        while (_text.TryGet(ref _next, out var memory))
        {
            _before += _segment.Length;
            _segment = memory.Span;
            _index = 0;
            if (_segment.Length > 0)
                return true;
        }

        return false;
    }
}
