using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ModelCluster.Load.Driving;

/// <summary>Whole HTTP/1.1 requests as bytes, made once and sent as often as wanted.</summary>
internal static class HttpMessage
{
    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n");

    /// <summary>A request whose body is JSON.</summary>
    public static byte[] Json(string path, string body) => Post(path, "Content-Type: application/json\r\n", Encoding.UTF8.GetBytes(body));

    /// <summary>A request with one FP32 input as binary data, which asks for its answer in the same form.</summary>
    public static byte[] Binary(string path, string input, string shape, ReadOnlySpan<float> data)
    {
        var size = data.Length * sizeof(float);
        var json = $$$"""{"inputs":[{"name":"{{{input}}}","shape":{{{shape}}},"datatype":"FP32","parameters":{"binary_data_size":{{{size}}}}}],"parameters":{"binary_data_output":true}}""";
        var body = new byte[json.Length + size];
        Encoding.ASCII.GetBytes(json, body);
        for (var i = 0; i < data.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(body.AsSpan(json.Length + (i * sizeof(float))), data[i]);
        return Post(path, $"Content-Type: application/octet-stream\r\nInference-Header-Content-Length: {json.Length}\r\n", body);
    }

    /// <summary>A JSON request with one FP32 input.</summary>
    public static byte[] Json(string path, string input, string shape, ReadOnlySpan<float> data)
    {
        var numbers = string.Join(',', data.ToArray().Select(static value => value.ToString(CultureInfo.InvariantCulture)));
        return Json(path, $$$"""{"inputs":[{"name":"{{{input}}}","shape":{{{shape}}},"datatype":"FP32","data":[{{{numbers}}}]}]}""");
    }

    private static byte[] Post(string path, string headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: bench\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];
}
