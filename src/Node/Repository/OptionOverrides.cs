using System.Collections.Concurrent;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>
/// Settings that came with a load request and count in place of <c>model.json</c>. Gives the same object for the same
/// model as long as nothing changed, so that a look which found nothing new stays one. Thread-safe.
/// </summary>
internal sealed class OptionOverrides
{
    private readonly ConcurrentDictionary<ModelName, ModelOptions> _options = new();
    private readonly Dictionary<ModelName, (AspiredModel Read, AspiredModel Given)> _given = [];

    /// <summary>Sets a model's settings; null: those of the repository.</summary>
    public void Set(ModelName model, ModelOptions? options)
    {
        if (options is null)
            _options.TryRemove(model, out _);
        else
            _options[model] = options;
    }

    /// <summary>What was read, with the settings that count. Called by one thread at a time.</summary>
    public IReadOnlyDictionary<ModelName, AspiredModel> Apply(IReadOnlyDictionary<ModelName, AspiredModel> read)
    {
        if (_options.IsEmpty)
            return read;
        var models = new Dictionary<ModelName, AspiredModel>(read);
        foreach (var (name, options) in _options)
        {
            if (read.TryGetValue(name, out var model))
                models[name] = Given(name, model, options);
        }

        return models;
    }

    private AspiredModel Given(ModelName name, AspiredModel read, ModelOptions options)
    {
        if (_given.TryGetValue(name, out var last) && ReferenceEquals(last.Read, read) && ReferenceEquals(last.Given.Options, options))
            return last.Given;
        var given = read with { Options = options, Problem = null }; // a bad model.json does not count while it is overridden
        _given[name] = (read, given);
        return given;
    }
}
