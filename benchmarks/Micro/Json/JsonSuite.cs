using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Micro.Json;

/// <summary>What reading a request's JSON costs: 784 FP32 numbers, as an image of 28 × 28, in the ways clients write them.</summary>
internal static class JsonSuite
{
    private const int Numbers = 784;
    private const int Requests = 1_000;
    private const int KestrelSegment = 4096;

    private static readonly InferTarget Target = new(ModelName.Parse("m"), VersionSelector.Latest, TimeProvider.System, Arrival: 0);

    public static async Task RunAsync(Report report)
    {
        foreach (var (name, format) in new (string, Func<float, string>)[]
        {
            ("as floats (0.12345678)", value => value.ToString("R", CultureInfo.InvariantCulture)),
            ("as doubles, Python's way (0.12345678359270096)", value => ((double)value).ToString("R", CultureInfo.InvariantCulture)),
            ("pixels (0 to 255)", value => ((int)(value * 255)).ToString(CultureInfo.InvariantCulture)),
        })
        {
            var json = Encoding.UTF8.GetBytes(Request(format));
            report.Add(await MeasureAsync($"ours, {name}, one segment", () => Read(new ReadOnlySequence<byte>(json))));
            var segments = Segments(json);
            report.Add(await MeasureAsync($"ours, {name}, segments of {KestrelSegment} bytes", () => Read(segments)));
            report.Add(await MeasureAsync($"Utf8JsonReader.GetSingle, {name}, one segment", () => ReadByFramework(json)));
        }
    }

    private static Task<Measurement> MeasureAsync(string what, Action read) =>
        Measurement.TakeAsync(what, Requests, () =>
        {
            for (var i = 0; i < Requests; i++) read();
            return Task.CompletedTask;
        }, warmUps: 20, rounds: 31);

    private static void Read(in ReadOnlySequence<byte> json) =>
        InferRequestReader.Read(Target, json, ReadOnlySequence<byte>.Empty).Request.Dispose();

    private static void ReadByFramework(byte[] json)
    {
        using var tensor = Tensor.Rent(TensorType.Fp32, new TensorShape(1, Numbers));
        var target = MemoryMarshal.Cast<byte, float>(tensor.Span);
        var reader = new Utf8JsonReader(json);
        var filled = 0;
        var isData = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                isData = reader.ValueTextEquals("data"u8);
            else if (isData && reader.TokenType == JsonTokenType.Number)
                target[filled++] = reader.GetSingle();
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(filled, Numbers);
    }

    private static string Request(Func<float, string> format)
    {
        var random = new Random(1);
        var data = string.Join(", ", Enumerable.Range(0, Numbers).Select(_ => format(random.NextSingle())));
        return $$"""{"inputs":[{"name":"x","shape":[1,{{Numbers}}],"datatype":"FP32","data":[{{data}}]}]}""";
    }

    private static ReadOnlySequence<byte> Segments(byte[] json)
    {
        Segment? first = null, last = null;
        foreach (var part in json.Chunk(KestrelSegment))
        {
            last = new Segment(part, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
