using System.Text.Json.Nodes;
using ModelCluster.Api.Adapters;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Schemas and answers that many operations share.</summary>
internal static class CommonParts
{
    /// <summary>Schemas by name.</summary>
    public static JsonObject Schemas => new()
    {
        ["Error"] = JsonSchema.Object(("error", JsonSchema.Text([]))),
        ["PredictError"] = JsonSchema.Object(("error_message", JsonSchema.Text([]))),
        ["ModelNotFound"] = JsonSchema.Object(
            ("error_message", JsonSchema.Text([])),
            ("available_models", JsonSchema.Array(JsonSchema.Object(("model_name", JsonSchema.Text([])), ("version", JsonSchema.Text([])))))),
        ["CommandOutcome"] = JsonSchema.Object(
            ("model", JsonSchema.Text([])),
            ("status", JsonSchema.Text(["done", "dry_run"])),
            ("dry_run", Boolean()),
            ("before", Any()),
            ("after", Any()),
            ("changes", JsonSchema.Array(JsonSchema.Text([]), "Each difference in a line."))),
        ["Cluster"] = JsonSchema.Object(
            ("name", JsonSchema.Text([])),
            ("node", JsonSchema.Text([])),
            ("leading", Boolean()),
            ("lighthouse", Any()),
            ("journal", Any()),
            ("placements", JsonSchema.Number()),
            ("members", JsonSchema.Array(JsonSchema.Object(
                ("node", JsonSchema.Text([])),
                ("state", JsonSchema.Text(["joining", "up", "leaving"])),
                ("drained", Boolean()),
                ("roles", JsonSchema.Array(JsonSchema.Text(["api", "worker"]))),
                ("replicas", JsonSchema.Number()))))),
        ["ClusterPlacements"] = JsonSchema.Object(("placements", JsonSchema.Array(JsonSchema.Object(
            ("model", JsonSchema.Text([])),
            ("version", JsonSchema.Text([])),
            ("number", JsonSchema.Number()),
            ("state", JsonSchema.Text([])))))),
        ["ClusterAnswer"] = JsonSchema.Object(
            ("nodes", JsonSchema.Array(JsonSchema.Object(("node", JsonSchema.Text([])), ("time", JsonSchema.Text([]))))),
            ("unanswered", JsonSchema.Array(JsonSchema.Object(("node", JsonSchema.Text([])), ("reason", JsonSchema.Text([]))), "Nodes that did not answer."))),
        ["ClusterOutcome"] = JsonSchema.Object(
            ("status", JsonSchema.Text(["done", "dry_run"])),
            ("dry_run", Boolean()),
            ("changes", JsonSchema.Array(JsonSchema.Text([]), "Each thing that changes, in a line."))),
        ["Labels"] = JsonSchema.Object(("model", JsonSchema.Text([])), ("labels", Any("Versions by label."))),
        ["Servables"] = JsonSchema.Object(("file", JsonSchema.Text([])), ("servables", new JsonObject { ["type"] = "array", ["items"] = Any(), ["nullable"] = true })),
        ["ServablesChange"] = JsonSchema.Object(
            ("dry_run", Boolean()),
            ("changes", JsonSchema.Array(JsonSchema.Text([]), "Each difference in a line."))),
        ["Deployments"] = JsonSchema.Array(JsonSchema.Object(("name", JsonSchema.Text([])), ("valid", Boolean()), ("active", Boolean()))),
        ["DeploymentRecords"] = JsonSchema.Array(new JsonObject { ["$ref"] = "#/components/schemas/DeploymentRecord" }, "Newest first."),
        ["DeploymentRecord"] = JsonSchema.Object(
            ("name", JsonSchema.Text([])),
            ("build_id", JsonSchema.Text([])),
            ("run_id", JsonSchema.Text([])),
            ("image", JsonSchema.Text([])),
            ("scale", new JsonObject { ["type"] = "integer" }),
            ("deployment_id", JsonSchema.Text([])),
            ("containers", JsonSchema.Array(Any())),
            ("swarm_services", JsonSchema.Array(Any()))),
        ["DeploymentError"] = JsonSchema.Object(("detail", new JsonObject { ["description"] = "A text, or a list with each field that is wrong." })),
    };

    /// <summary>Answers by name.</summary>
    public static JsonObject Responses => new()
    {
        ["Error"] = Response("What went wrong.", "Error"),
        ["DeploymentError"] = Response("What went wrong.", "DeploymentError"),
        ["PredictError"] = Response("What went wrong: the body is wrong (422), too large (413) or not JSON (415); too many requests (429); the model cannot answer now (503) or not in time (504).", "PredictError"),
        ["ModelNotFound"] = Response("No such model or version, or several and none was named; the available ones are listed.", "ModelNotFound"),
    };

    private static JsonObject Any(string description = "") =>
        description.Length > 0 ? new() { ["type"] = "object", ["description"] = description } : new() { ["type"] = "object" };

    private static JsonObject Boolean() => new() { ["type"] = "boolean" };

    private static JsonObject Response(string description, string schema) =>
        OpenApiJson.Answer(description, new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" });
}
