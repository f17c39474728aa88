using System.Text;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.TestKit.Sessions;

/// <summary>Samples whose "JSON" is a name, under which the test has put what it stands for.</summary>
public sealed class FakeSamples : ISampleReader
{
    private readonly Dictionary<string, Func<NamedTensor[]>> _tensors = new(StringComparer.Ordinal);

    public FakeSamples Add(string name, Func<NamedTensor[]> tensors)
    {
        _tensors[name] = tensors;
        return this;
    }

    public static ReadOnlyMemory<byte> Json(string name) => Encoding.UTF8.GetBytes(name);

    public InferenceRequest ReadRequest(ModelName model, ReadOnlyMemory<byte> json)
    {
        var request = new InferenceRequest { Model = model };
        foreach (var input in Read(json))
            request.Add(input);
        return request;
    }

    public IReadOnlyList<NamedTensor> ReadOutputs(ReadOnlyMemory<byte> json) => Read(json);

    private NamedTensor[] Read(ReadOnlyMemory<byte> json)
    {
        var name = Encoding.UTF8.GetString(json.Span);
        return _tensors.TryGetValue(name, out var tensors) ? tensors() : throw new FormatException($"'{name}' is no JSON");
    }
}
