using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>One entry of <c>servables.json</c>: which versions of a model to serve, from where, and shaped by what.</summary>
/// <param name="Model"><c>model_name</c>.</param>
/// <param name="Range"><c>aspired_version</c>: the newest version of it is served.</param>
/// <param name="LoadType"><c>load_type</c>.</param>
/// <param name="LoadUrl"><c>load_url</c>, as written.</param>
/// <param name="Servable"><c>servable_name</c>: an adapter, or a pipeline's name.</param>
internal sealed record ServablesEntry(ModelName Model, VersionRange Range, LoadType LoadType, string LoadUrl, string Servable)
{
    /// <summary>What an entry is known by: there is one of them for each main version of a model.</summary>
    public (ModelName Model, long Main) Key => (Model, Range.Major);

    /// <summary>Such as <c>iris 1.x.x (vector_input) from LOCAL models</c>.</summary>
    public override string ToString() => $"{Model} {Range} ({Servable}) from {LoadType.Written()} {LoadUrl}";
}
