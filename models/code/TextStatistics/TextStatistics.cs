using System.Globalization;
using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Samples;

/// <summary>Counts what is in each text: characters as a reader sees them, words, and the mean length of a word.</summary>
public sealed class TextStatistics : IServable
{
    public IReadOnlyList<TensorSpec> Inputs { get; } = [TensorSpec.Of("text", TensorType.Bytes, -1)];

    public IReadOnlyList<TensorSpec> Outputs { get; } =
    [
        TensorSpec.Of("characters", TensorType.Int64, -1),
        TensorSpec.Of("words", TensorType.Int64, -1),
        TensorSpec.Of("mean_word_length", TensorType.Fp32, -1),
    ];

    public ValueTask RunAsync(ServableCall call)
    {
        var texts = call.Texts("text");
        var characters = call.Output<long>("characters", texts.Length);
        var words = call.Output<long>("words", texts.Length);
        var lengths = call.Output<float>("mean_word_length", texts.Length);
        for (var row = 0; row < texts.Length; row++)
        {
            var found = texts[row].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            characters[row] = Length(texts[row]);
            words[row] = found.Length;
            lengths[row] = found.Length == 0 ? 0 : (float)found.Average(Length);
        }

        return ValueTask.CompletedTask;
    }

    private static int Length(string text) => new StringInfo(text).LengthInTextElements;
}
