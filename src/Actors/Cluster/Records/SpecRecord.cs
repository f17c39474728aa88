using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// The settings and samples that an incarnation was ordered with, under <see cref="ClusterKeys.Spec"/>. Never changed: other
/// settings have another <see cref="SpecDigest"/>, and with it another key.
/// </summary>
/// <param name="Options">The settings, every one of them.</param>
/// <param name="Samples">To warm up and to smoke-test with.</param>
/// <param name="HasMoreSamples">True: samples that did not fit were left out.</param>
public sealed record SpecRecord(ModelOptions Options, IReadOnlyList<ModelSample> Samples, bool HasMoreSamples = false)
{
    /// <summary>What the samples of one record may have together, in bytes of their JSON: a value of the store ends at 1 MiB.</summary>
    public const int MaxSampleBytes = 256 << 10;

    /// <summary>A record with as many samples, from the first, as fit; one that is too large is passed over.</summary>
    public static SpecRecord Of(ModelOptions options, IReadOnlyList<ModelSample> samples)
    {
        var kept = new List<ModelSample>(samples.Count);
        long left = MaxSampleBytes;
        foreach (var sample in samples)
        {
            var bytes = sample.RequestJson.Length + (long)(sample.ExpectedJson?.Length ?? 0);
            if (bytes > left)
                continue;
            left -= bytes;
            kept.Add(sample);
        }

        return new SpecRecord(options, kept, kept.Count < samples.Count);
    }
}
