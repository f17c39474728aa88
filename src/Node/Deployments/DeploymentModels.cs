using ModelCluster.Actors.Deployments;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Deployments;

/// <summary>
/// Makes the wanted state of models from deployments. Gives the same object for the same model as long as nothing changed. Used
/// by one thread at a time; reads the disk for records it has not seen.
/// </summary>
internal sealed class DeploymentModels(ImageResolver images, TimeProvider time)
{
    private readonly Dictionary<ModelName, (DeploymentRecord Record, int Replicas, AspiredModel Model)> _given = [];

    /// <summary>Every model that is deployed.</summary>
    public IReadOnlyDictionary<ModelName, AspiredModel> Of(IEnumerable<KeyValuePair<ModelName, DeploymentSnapshot>> snapshots)
    {
        var models = new Dictionary<ModelName, AspiredModel>();
        foreach (var (name, snapshot) in snapshots)
        {
            if (snapshot.State.Served is { } served)
                models[name] = Of(name, served, snapshot.Replicas);
            else
                _given.Remove(name);
        }

        return models;
    }

    private AspiredModel Of(ModelName name, DeploymentRecord record, int replicas)
    {
        var last = _given.GetValueOrDefault(name);
        if (last.Record == record && last.Replicas == replicas)
            return last.Model;
        var model = last.Record == record ? last.Model : Read(name, record);
        model = model with { Options = model.Options with { Replicas = replicas } };
        _given[name] = (record, replicas, model);
        return model;
    }

    private AspiredModel Read(ModelName name, DeploymentRecord record)
    {
        var version = new ModelVersion(record.Version);
        images.TryFind(record, out var image);
        var file = new FileInfo(image?.File ?? record.File);
        var stamp = file.Exists ? FileStamp.Of([file]).Text : "";
        var (options, errors) = DeploymentConfiguration.Read(record.Configuration, image?.Folder);
        return new AspiredModel(
            name,
            (options ?? ModelOptions.Default with { Required = false }) with { VersionPolicy = VersionPolicy.Default },
            [new Artefact(version, file.FullName, stamp)],
            Samples(name, record, image),
            errors.Count == 0 ? null : $"deployment {name}, version {record.Version}: {string.Join("; ", errors)}");
    }

    /// <summary>The samples beside the image, for the version that the image means: the deployment counts its versions by itself.</summary>
    private IReadOnlyList<ModelSample> Samples(ModelName name, DeploymentRecord record, ResolvedImage? image)
    {
        if (image?.Folder is not { } folder || !ModelVersion.TryParse(record.ImageVersion, out var version))
            return [];
        var samples = ModelConfiguration.Read(name, folder, last: null, new Settling(TimeSpan.Zero, time))?.Samples ?? [];
        return [.. samples.Where(sample => sample.Versions?.Contains(version) ?? true).Select(sample => sample with { Versions = null })];
    }
}
