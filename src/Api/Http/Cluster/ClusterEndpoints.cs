using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Cluster;

/// <summary>Shows the cluster, in the form that <see cref="ClusterJson"/> gives it.</summary>
internal sealed class ClusterEndpoints(IClusterInspection cluster)
{
    /// <summary>The segment, or the key of the query, that holds a node's name.</summary>
    public const string NodeSegment = "node";

    /// <summary><c>GET /v2/cluster</c>: members, leader, and how this node sees them.</summary>
    public Task StatusAsync(HttpContext context) => SendAsync(context, cluster.Status, ClusterJson.Default.ClusterStatus);

    /// <summary><c>GET /v2/cluster/placements[?model=…&amp;node=…]</c>: <c>{"placements":[…]}</c>.</summary>
    public Task PlacementsAsync(HttpContext context)
    {
        var (model, node) = (ModelOfQuery(context), NodeOfQuery(context));
        IReadOnlyList<PlacementStatus> placements = model is null && node is null
            ? cluster.Placements
            : [.. cluster.Placements.Where(placed => (model is null || placed.Model == model) && (node is null || placed.Node == node))];
        return JsonAnswer.SendAsync(context, placements, static (json, placements) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("placements"u8);
            JsonSerializer.Serialize(json, placements, ClusterJson.Default.IReadOnlyListPlacementStatus);
            json.WriteEndObject();
        });
    }

    /// <summary><c>GET /v2/cluster/actors[?node=…]</c>.</summary>
    public async Task ActorsAsync(HttpContext context)
    {
        var node = NodeOfQuery(context);
        await SendAsync(context, await cluster.ActorsAsync(node, context.RequestAborted) ?? throw Unknown(node), ClusterJson.Default.ClusterActors);
    }

    /// <summary><c>GET /v2/cluster/load[?node=…]</c>.</summary>
    public async Task LoadAsync(HttpContext context)
    {
        var node = NodeOfQuery(context);
        await SendAsync(context, await cluster.LoadAsync(node, context.RequestAborted) ?? throw Unknown(node), ClusterJson.Default.ClusterLoad);
    }

    /// <summary>Reads a node's name.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public static NodeId Node(string? text) => NodeId.TryParse(text, out var node)
        ? node
        : throw ProblemException.BadRequest($"'{text}' is not the name of a node; 1 to {NodeId.MaxLength} letters, digits, '.', '_' and '-' are allowed");

    private static ProblemException Unknown(NodeId? node) => ProblemException.NotFound($"no member of the cluster is called '{node}'");

    private static NodeId? NodeOfQuery(HttpContext context) =>
        context.Request.Query.TryGetValue(NodeSegment, out var text) ? Node(text) : null;

    private static ModelName? ModelOfQuery(HttpContext context)
    {
        if (!context.Request.Query.TryGetValue("model", out var text))
            return null;
        return ModelName.TryParse(text, out var model, out var error) ? model : throw ProblemException.BadRequest(error);
    }

    private static Task SendAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        JsonAnswer.SendAsync(context, (value, type), static (json, it) => JsonSerializer.Serialize(json, it.value, it.type));
}
