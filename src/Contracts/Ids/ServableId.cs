namespace ModelCluster.Contracts.Ids;

/// <summary>One servable: a model at a version.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
public readonly record struct ServableId(ModelName Model, ModelVersion Version)
{
    /// <summary>As logs and errors print it: <c>digits/1.1.0</c>.</summary>
    public override string ToString() => $"{Model}/{Version}";
}
