using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>What there is now for the examples of <see cref="StaticOperation"/> to name: values by the name that stands in braces.</summary>
internal sealed class ExampleValues
{
    /// <summary>There when the value of <c>label</c> is a label that exists.</summary>
    public const string HasLabel = "has_label";

    /// <summary>There when the node was started with <c>servables.json</c>.</summary>
    public const string HasServables = "has_servables";

    /// <summary>There when the value of <c>version</c> can be retired: neither a label nor a traffic plan of its model names any version.</summary>
    public const string IsFree = "is_free";

    /// <summary>There when the value of <c>node</c> is another node than the one that answers.</summary>
    public const string HasPeer = "has_peer";

    private readonly FrozenDictionary<string, string> _values;
    private readonly FrozenDictionary<string, string> _labelled;
    private readonly FrozenDictionary<string, string> _peered;

    private ExampleValues(Dictionary<string, string> values, Dictionary<string, string> labelled, Dictionary<string, string> peered)
    {
        _values = values.ToFrozenDictionary(StringComparer.Ordinal);
        _labelled = labelled.ToFrozenDictionary(StringComparer.Ordinal);
        _peered = peered.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Chooses values.</summary>
    /// <param name="models">All models.</param>
    /// <param name="deployment">The newest record of one; null if there is none.</param>
    /// <param name="servables">What counts of <c>servables.json</c>; null without such a file.</param>
    /// <param name="nodes">Nodes of the cluster.</param>
    public static ExampleValues Choose(
        IReadOnlyList<ModelView> models, DeploymentRecord? deployment, ServablesView? servables, ExampleNodes nodes = default)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var labelled = new Dictionary<string, string>(StringComparer.Ordinal);
        if (models.OrderBy(model => !IsFreeOfNames(model)).SelectMany(model => model.Versions).FirstOrDefault(servable => servable.TakesRequests) is { } servable)
        {
            (values["model"], values["version"]) = (servable.Id.Model.Value, servable.Id.Version.ToString());
            (labelled["model"], labelled["version"], labelled["label"]) = (values["model"], values["version"], "stable");
            if (IsFreeOfNames(models.First(model => model.Name == servable.Id.Model)))
                values[IsFree] = "";
        }

        if (models.FirstOrDefault(model => model.Labels.Count > 0) is { } owner)
        {
            var (label, version) = owner.Labels.MinBy(pair => pair.Key, StringComparer.Ordinal);
            (labelled["model"], labelled["version"], labelled["label"]) = (owner.Name.Value, version.ToString(), label);
            labelled[HasLabel] = "";
        }

        AddDeployment(values, deployment);
        if (servables is not null)
            values[HasServables] = "";
        if (servables?.Json is { } json)
            values["servables"] = json;
        if (nodes.Self is { } self)
            values["node"] = self.Value;
        var peered = new Dictionary<string, string>(StringComparer.Ordinal);
        if (nodes.Peer is { } peer)
            (peered["node"], peered[HasPeer]) = (peer.Value, "");
        return new ExampleValues(values, labelled, peered);
    }

    /// <summary>The values for one operation; null: something that it names is not there.</summary>
    public IReadOnlyDictionary<string, string>? For(StaticOperation operation)
    {
        // a version that a label points at cannot be retired, so labels have an example of their own
        var values = operation.PathValues().Contains("label", StringComparer.Ordinal) ? _labelled : operation.Needs == HasPeer ? _peered : _values;
        return operation.Values().All(values.ContainsKey) ? values : null;
    }

    private static bool IsFreeOfNames(ModelView model) => model.Labels.Count == 0 && model.Traffic.Equals(TrafficPlan.Newest);

    private static void AddDeployment(Dictionary<string, string> values, DeploymentRecord? deployment)
    {
        if (deployment is null)
            return;
        values["name"] = deployment.Name;
        values["deployment_id"] = deployment.DeploymentId;
        values["deployment_version"] = deployment.Version.ToString(CultureInfo.InvariantCulture);
        values["deployment"] = new JsonObject
        {
            ["build_id"] = deployment.Settings.BuildId,
            ["run_id"] = deployment.Settings.RunId,
            ["image"] = deployment.Settings.Image,
            ["scale"] = deployment.Settings.Scale,
        }.ToJsonString();
    }
}
