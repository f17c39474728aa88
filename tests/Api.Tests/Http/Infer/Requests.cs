using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;

namespace ModelCluster.Api.Tests.Http.Infer;

/// <summary>Reads requests the way the endpoint does.</summary>
internal static class Requests
{
    private static readonly VirtualTime Time = new();

    public static InferBody Read(string json, params byte[] binary) => Read(Segments.Whole(json), binary);

    public static InferBody Read(in ReadOnlySequence<byte> json, params byte[] binary) => InferRequestReader.Read(
        new InferTarget(ModelName.Parse("m"), VersionSelector.Latest, Time, Arrival: 0), json, new ReadOnlySequence<byte>(binary));

    /// <summary>A request with one input <c>x</c>.</summary>
    public static string One(string type, string shape, string data) =>
        $$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":{{shape}},"data":{{data}}}]}""";

    /// <summary>The elements that a flat array of these texts gives.</summary>
    public static T[] Data<T>(string type, params string[] elements)
        where T : unmanaged =>
        Values<T>(One(type, $"[{elements.Length}]", $"[{string.Join(',', elements)}]"));

    /// <summary>The elements of the first input.</summary>
    public static T[] Values<T>(string json)
        where T : unmanaged
    {
        using var request = Read(json).Request;
        return MemoryMarshal.Cast<byte, T>(request.Inputs[0].Tensor.Span).ToArray();
    }

    /// <summary>The elements of the first input, a BYTES tensor.</summary>
    public static string[] Strings(in ReadOnlySequence<byte> json)
    {
        using var request = Read(json).Request;
        var strings = new List<string>();
        ReadOnlySpan<byte> rest = request.Inputs[0].Tensor.Span;
        while (ByteStrings.TryRead(ref rest, out var element))
            strings.Add(Encoding.UTF8.GetString(element));
        rest.IsEmpty.ShouldBeTrue();
        return [.. strings];
    }
}
