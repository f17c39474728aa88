using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelCluster.Baseline;

/// <summary>The session, run on the request's own thread over the request's own arrays: nothing is copied. Thread-safe.</summary>
internal sealed class IrisModel : IDisposable
{
    private const int Classes = 3;
    private static readonly string[] Inputs = ["features"];
    private static readonly string[] Outputs = ["probabilities"];

    private readonly RunOptions _options = new();
    private readonly InferenceSession _session;

    internal IrisModel(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(path, options);
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    internal InferTensor Predict(float[] features, int rows)
    {
        var probabilities = new float[rows * Classes];
        using var input = OrtValue.CreateTensorValueFromMemory(features, [rows, 4]);
        using var output = OrtValue.CreateTensorValueFromMemory(probabilities, [rows, Classes]);
        _session.Run(_options, Inputs, [input], Outputs, [output]);
        return new InferTensor("probabilities", "FP32", [rows, Classes], probabilities);
    }
}
