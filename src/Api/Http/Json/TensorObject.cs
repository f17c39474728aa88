using ModelCluster.Api.Http.Infer;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Json;

/// <summary>
/// Reads <c>{name, shape, datatype, parameters?, data?}</c>, members in any order. Data that comes after its header, as
/// clients send it, is read at once; data that comes before is passed over, and read when the header is known.
/// </summary>
internal static class TensorObject
{
    /// <summary>Takes the object.</summary>
    /// <param name="json">At the object.</param>
    /// <param name="role">"input" or "output", for messages.</param>
    /// <param name="scratch">For strings that do not lie in one piece.</param>
    /// <param name="header">What it says.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>The tensor, which is the caller's; null if the object has no data.</returns>
    public static Tensor? Read(
        ref JsonCursor json, string role, PooledBuffer scratch, out TensorHeader header, out RequestParameters parameters)
    {
        var draft = new Draft { Role = role };
        parameters = default;
        Tensor? tensor = null;
        try
        {
            var hasData = false;
            var skipped = default(JsonCursor);
            if (!json.TryTake('{'))
                json.Fail($"an object for an {role}");
            var isFirst = true;
            while (json.NextMember(ref isFirst, scratch, out var name))
            {
                if (name.SequenceEqual("data"u8))
                {
                    RefuseSecond(json, hasData);
                    hasData = true;
                    if (draft.IsComplete)
                    {
                        tensor = TensorData.Read(ref json, draft.Build(), scratch);
                        continue;
                    }

                    skipped = json;
                    json.SkipValue(scratch);
                }
                else if (name.SequenceEqual("parameters"u8))
                {
                    parameters = RequestParameters.Read(ref json, scratch);
                }
                else if (!draft.TryRead(ref json, name, scratch))
                {
                    json.SkipValue(scratch);
                }
            }

            header = draft.Build();
            if (hasData && tensor is null)
                tensor = TensorData.Read(ref skipped, header, scratch);
            return tensor;
        }
        catch
        {
            tensor?.Dispose();
            throw;
        }
    }

    private static void RefuseSecond(in JsonCursor json, bool isSecond)
    {
        if (isSecond)
            throw ProblemException.BadRequest($"invalid JSON at byte {json.Offset}: the member before it appears twice in one object");
    }

    private struct Draft
    {
        private string? _name;
        private TensorType? _type;
        private TensorShape _shape;
        private bool _hasShape;

        public required string Role { get; init; }

        public readonly bool IsComplete => _name is not null && _type is not null && _hasShape;

        public bool TryRead(ref JsonCursor json, scoped ReadOnlySpan<byte> member, PooledBuffer scratch)
        {
            if (member.SequenceEqual("name"u8))
            {
                RefuseSecond(json, _name is not null);
                _name = NamePool.Get(json.ReadString(scratch, "'name', a string"));
            }
            else if (member.SequenceEqual("datatype"u8))
            {
                RefuseSecond(json, _type is not null);
                _type = ReadType(ref json, scratch);
            }
            else if (member.SequenceEqual("shape"u8))
            {
                RefuseSecond(json, _hasShape);
                _shape = ReadShape(ref json, scratch);
                _hasShape = true;
            }
            else
            {
                return false;
            }

            return true;
        }

        public readonly TensorHeader Build()
        {
            var name = _name ?? throw ProblemException.BadRequest($"an {Role} has no 'name'");
            var type = _type ?? throw ProblemException.BadRequest($"{Role} '{name}' has no 'datatype'");
            if (!_hasShape)
                throw ProblemException.BadRequest($"{Role} '{name}' has no 'shape'");
            if (!_shape.TryCountElements(out var elements))
                throw ProblemException.BadRequest($"{Role} '{name}' has the shape {_shape}, which is too large");
            return new TensorHeader(Role, name, type, _shape, elements);
        }

        private static TensorType ReadType(ref JsonCursor json, PooledBuffer scratch)
        {
            json.PeekToken();
            var start = json;
            var name = NamePool.Get(json.ReadString(scratch, "'datatype', a string"));
            if (!TensorTypes.TryParse(name, out var type))
                start.Fail($"a datatype, one of {TensorTypes.AllNames}");
            return type;
        }

        private static TensorShape ReadShape(ref JsonCursor json, PooledBuffer scratch)
        {
            const string Expected = "a dimension, a whole number, 0 or more";
            Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
            var rank = 0;
            json.Expect('[', "'shape', an array of dimensions");
            var isFirst = true;
            while (json.NextElement(ref isFirst))
            {
                if (rank == TensorShape.MaxRank)
                    json.Fail($"at most {TensorShape.MaxRank} dimensions");
                json.PeekToken();
                var start = json;
                dimensions[rank] = json.ReadInt64(scratch, Expected);
                if (dimensions[rank++] < 0)
                    start.Fail(Expected);
            }

            return new TensorShape(dimensions[..rank]);
        }
    }
}
