using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>
/// The union of what several sources hold. Gives the same object for the same model as long as nothing changed. Used by one
/// thread at a time.
/// </summary>
/// <param name="names">What the sources are called, the most important first.</param>
internal sealed class MergedModels(IReadOnlyList<string> names)
{
    private readonly IReadOnlyDictionary<ModelName, AspiredModel>?[] _sets = new IReadOnlyDictionary<ModelName, AspiredModel>?[names.Count];
    private Dictionary<ModelName, (AspiredModel Read, AspiredModel Given)> _given = [];

    /// <summary>True when every source has told its set.</summary>
    public bool IsComplete => Array.TrueForAll(_sets, set => set is not null);

    /// <summary>True when at least one has.</summary>
    public bool HasBegun => Array.Exists(_sets, set => set is not null);

    /// <summary>Forgets what was told.</summary>
    public void Clear() => Array.Clear(_sets);

    /// <summary>Takes the full set of one source.</summary>
    public void Set(int source, IReadOnlyDictionary<ModelName, AspiredModel> models) => _sets[source] = models;

    /// <summary>Everything that was told, each name once.</summary>
    public IReadOnlyDictionary<ModelName, AspiredModel> Merge()
    {
        var holders = new Dictionary<ModelName, List<int>>();
        for (var source = 0; source < _sets.Length; source++)
        {
            foreach (var name in _sets[source]?.Keys ?? [])
            {
                if (!holders.TryAdd(name, [source]))
                    holders[name].Add(source);
            }
        }

        var given = new Dictionary<ModelName, (AspiredModel Read, AspiredModel Given)>();
        var models = new Dictionary<ModelName, AspiredModel>(holders.Count);
        foreach (var (name, sources) in holders)
        {
            var model = _sets[sources[0]]![name];
            models.Add(name, sources.Count == 1 ? model : Contested(model, sources, given));
        }

        _given = given;
        return models;
    }

    private AspiredModel Contested(AspiredModel model, List<int> sources, Dictionary<ModelName, (AspiredModel Read, AspiredModel Given)> given)
    {
        var problem = string.Join("; ", sources.Skip(1).Select(source =>
            $"{model.Name}: {names[source]} hold a model of the same name, which is not served; {names[sources[0]]} come first"));
        problem = model.Problem is { } own ? $"{own}; {problem}" : problem;
        var last = _given.GetValueOrDefault(model.Name);
        var isSame = ReferenceEquals(last.Read, model) && last.Given.Problem == problem;
        given[model.Name] = isSame ? last : (model, model with { Problem = problem });
        return given[model.Name].Given;
    }
}
