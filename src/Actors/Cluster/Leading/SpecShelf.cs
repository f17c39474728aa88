using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>
/// The settings and samples that orders and routes refer to: written before the first that does, deleted after the last. Thread-safe.
/// </summary>
/// <param name="writer">Where they are written.</param>
/// <param name="view">What the lighthouse holds now.</param>
internal sealed class SpecShelf(OrderedWriter writer, Func<ClusterView> view)
{
    /// <summary>Digests that are remembered of a model, so that they are not computed at each publication.</summary>
    private const int Remembered = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<SpecKey, int> _holders = [];

    // told to be deleted, so that the view, which may still have them, says nothing of what will be there
    private readonly HashSet<SpecKey> _deleted = [];
    private readonly Dictionary<ModelName, List<(ModelOptions Options, IReadOnlyList<ModelSample> Samples, string Digest)>> _digests = [];

    /// <summary>Keeps settings in the lighthouse until they are released as often.</summary>
    /// <returns>Their digest.</returns>
    internal string Hold(ModelName model, AspiredModel wanted) => Hold(model, wanted.Options, wanted.Samples);

    /// <summary>Keeps settings in the lighthouse until they are released as often.</summary>
    /// <returns>Their digest.</returns>
    internal string Hold(ModelName model, ModelOptions options, IReadOnlyList<ModelSample> samples)
    {
        lock (_lock)
        {
            var digest = DigestOf(model, options, samples, out var record);
            var key = new SpecKey(model, digest);
            var holders = _holders.GetValueOrDefault(key);
            _holders[key] = holders + 1;
            if (holders == 0 && (_deleted.Remove(key) || !view().Specs.ContainsKey(key)))
                writer.Write(ClusterKeys.Spec(model, digest), ClusterRecords.Specs.Write(record ?? SpecRecord.Of(options, samples)));
            return digest;
        }
    }

    /// <summary>Ends one <see cref="Hold(ModelName, AspiredModel)"/>.</summary>
    internal void Release(ModelName model, string digest)
    {
        lock (_lock)
        {
            var key = new SpecKey(model, digest);
            if (!_holders.TryGetValue(key, out var holders))
                return;
            if (holders > 1)
            {
                _holders[key] = holders - 1;
                return;
            }

            _holders.Remove(key);
            _deleted.Add(key);
            writer.Remove(ClusterKeys.Spec(model, digest));
        }
    }

    /// <summary>Forgets a model whose settings are all being deleted.</summary>
    internal void Forget(ModelName model)
    {
        lock (_lock)
        {
            _digests.Remove(model);
            _deleted.UnionWith(view().Specs.Keys.Where(key => key.Model == model));
        }
    }

    private string DigestOf(ModelName model, ModelOptions options, IReadOnlyList<ModelSample> samples, out SpecRecord? record)
    {
        record = null;
        if (!_digests.TryGetValue(model, out var known))
            _digests[model] = known = [];
        foreach (var (knownOptions, knownSamples, knownDigest) in known)
        {
            if (ReferenceEquals(samples, knownSamples) && options == knownOptions)
                return knownDigest;
        }

        record = SpecRecord.Of(options, samples);
        var digest = SpecDigest.Of(record);
        if (known.Count == Remembered)
            known.RemoveAt(0);
        known.Add((options, samples, digest));
        return digest;
    }
}
