using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Repository;

/// <summary>What the body of a load request says; all of it is optional.</summary>
internal sealed class LoadRequest
{
    private const string FilePrefix = "file:";

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);

    /// <summary>Settings to use in place of <c>model.json</c>; null to read that.</summary>
    public string? Configuration { get; private set; }

    /// <summary>Files by relative path, such as <c>1/model.onnx</c>.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => _files;

    /// <summary>Reads <c>{"parameters":{"config":"…","file:1/model.onnx":"base64"}}</c>, or nothing.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static LoadRequest Read(in ReadOnlySequence<byte> body)
    {
        var request = new LoadRequest();
        var json = new JsonCursor(body);
        if (json.PeekToken() == JsonCursor.End)
            return request;
        using var scratch = new PooledBuffer();
        json.Expect('{', "'{'");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var member))
        {
            if (member.SequenceEqual("parameters"u8))
                request.ReadParameters(ref json, scratch);
            else
                json.SkipValue(scratch);
        }

        json.ExpectEnd();
        if (request._files.Count > 0 && request.Configuration is null)
            throw ProblemException.BadRequest("files can only be loaded together with a 'config'; '{}' will do for the defaults");
        return request;
    }

    private void ReadParameters(ref JsonCursor json, PooledBuffer scratch)
    {
        if (json.TryReadNull(scratch))
            return;
        json.Expect('{', "'parameters', an object");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var member))
        {
            var name = NamePool.Get(member);
            if (name == "config")
                Configuration = Encoding.UTF8.GetString(json.ReadString(scratch, "'config', JSON in a string"));
            else if (name.StartsWith(FilePrefix, StringComparison.Ordinal))
                _files[PathOf(name)] = DecodeFile(json.ReadString(scratch, $"'{name}', base64 in a string"), name);
            else
                throw ProblemException.BadRequest($"unknown parameter '{name}'; 'config' and 'file:<version>/<file>' are allowed");
        }
    }

    /// <summary>A path that stays inside the model's folder: a version, then names that are neither '.' nor '..'.</summary>
    private static string PathOf(string parameter)
    {
        var path = parameter[FilePrefix.Length..];
        var parts = path.Split('/');
        var isGood = parts.Length >= 2
            && ModelVersion.TryParse(parts[0], out _)
            && Array.TrueForAll(parts, part => part is not ("" or "." or "..") && !part.AsSpan().ContainsAny('\\', '\0', ':'));
        return isGood
            ? path
            : throw ProblemException.BadRequest($"'{parameter}' is not allowed; files are named 'file:<version>/<file>', such as 'file:1/model.onnx'");
    }

    private static byte[] DecodeFile(ReadOnlySpan<byte> base64, string parameter)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (Base64.DecodeFromUtf8(base64, bytes, out _, out var length) != OperationStatus.Done)
            throw ProblemException.BadRequest($"'{parameter}' is not valid base64");
        Array.Resize(ref bytes, length);
        return bytes;
    }
}
