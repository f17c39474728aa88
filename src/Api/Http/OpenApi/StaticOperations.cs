namespace ModelCluster.Api.Http.OpenApi;

/// <summary>Every <see cref="StaticOperation"/>, in the order of the document: what undoes another's change comes after it.</summary>
internal static class StaticOperations
{
    private const string Command = "CommandOutcome";
    private const string Events = "text/event-stream";
    private const string Metrics = "text/plain";

    private static IReadOnlyList<(string Name, string Description, string? Example)> DryRun =>
        [("dry_run", "true: only say what would change.", "true")];

    private static IReadOnlyList<(string Name, string Description, string? Example)> HistoryQuery =>
        [("from", "The first sequence number wanted.", null), ("limit", "The most events, 1 to 1000.", null)];

    private static IReadOnlyList<(string Name, string Description, string? Example)> EventQuery =>
    [
        ("event", "Only events of this name; may be repeated.", null),
        ("cause", "Only what this cause brought about; may be repeated.", null),
        ("from", "The first ordinal wanted; without it only what happens from now on.", null),
    ];

    /// <summary>All.</summary>
    public static IReadOnlyList<StaticOperation> All { get; } = [.. Reads, .. Commands, .. Servables, .. Deployments, .. Cluster];

    private static IEnumerable<StaticOperation> Reads =>
    [
        new("get", "/health_check", "The server's version and time"),
        new("get", "/meta", "What each servable is doing, takes and gives")
        {
            Query = [("model_name", "Only this model.", null), ("version", "Only versions such as 1 or 1.x.", null)],
        },
        new("get", "/v2", "The server's name, version and extensions"),
        new("get", "/v2/health/live", "Whether the server lives"),
        new("get", "/v2/health/ready", "Whether every required model is available"),
        new("get", "/v2/models", "Names of the models"),
        new("get", "/v2/models/stats", "Statistics of all servables"),
        new("get", "/v2/models/{model}", "A model's inputs and outputs"),
        new("get", "/v2/models/{model}/ready", "Whether a model is ready"),
        new("get", "/v2/models/{model}/config", "A model's effective configuration"),
        new("get", "/v2/models/{model}/stats", "A model's statistics"),
        new("get", "/v2/models/{model}/history", "What happened to a model") { Query = HistoryQuery },
        new("get", "/v2/models/{model}/events", "What happens to a model, as it happens") { Query = EventQuery, MediaType = Events },
        new("get", "/v2/models/{model}/labels", "A model's labels") { Schema = "Labels" },
        new("get", "/v2/models/{model}/labels/{label}", "The inputs and outputs of a label's version") { Needs = ExampleValues.HasLabel },
        new("get", "/v2/models/{model}/traffic", "How a model's requests are shared out"),
        new("get", "/v2/models/{model}/control", "What operators decided about a model"),
        new("get", "/v2/models/{model}/config/effective", "A model's effective configuration, and where each value comes from"),
        new("get", "/v2/events", "Everything that happens, as it happens")
        {
            Query = [("model", "Only this model; may be repeated.", null), ("actor", "Only this actor, such as model/iris; may be repeated.", null), .. EventQuery],
            MediaType = Events,
        },
        new("get", "/v2/logging", "The levels that are logged"),
        new("get", "/metrics", "Metrics for Prometheus") { MediaType = Metrics },
        new("get", "/monitoring/prometheus/metrics", "Metrics under the names of TensorFlow Serving") { MediaType = Metrics },
        new("post", "/v2/repository/index", "Every version of every model, and its state") { Body = "{}" },
    ];

    private static IEnumerable<StaticOperation> Commands =>
    [
        OfVersion("load", "Serve a version, whatever the policy says"),
        OfVersion("unload", "Retire a version, whatever the policy says") with { Needs = ExampleValues.IsFree },
        OfVersion("reload", "Load a version's file again"),
        OfVersion("pause", "Let a version's requests wait"),
        OfVersion("drain", "Give a version no new requests"),
        OfVersion("resume", "Take back what was decided about a version"),
        OfVersion("pin", "Serve only this version"),
        OfModel("post", "unpin", "Let the version policy decide again"),
        OfModel("post", "configure", "Use other settings in place of model.json's; null: that file counts again") with { Body = """{"config":null}""" },
        new("post", "/v2/models/{model}/rollback", "Bring back what was decided as of a point in the history")
        {
            Body = """{"to":0,"dry_run":true}""",
            Schema = Command,
            ChangesState = true,
        },
        OfModel("put", "labels/{label}", "Move a label, or make it") with { Body = """{"version":"{version}"}""" },
        OfModel("delete", "labels/{label}", "Take a label away") with { Needs = ExampleValues.HasLabel },
        OfModel("put", "traffic", "Share requests out in another way") with { Body = """{"shares":[{"version":"{version}","weight":1}]}""" },
        OfModel("delete", "traffic", "All requests to the newest version again"),
        new("post", "/v2/repository/models/{model}/unload", "Unload a model until it is loaded again") { Body = "{}", MediaType = null, ChangesState = true },
        new("post", "/v2/repository/models/{model}/load", "Load a model, or load it again") { Body = "{}", MediaType = null, ChangesState = true },
        new("post", "/v2/repository/models/{model}/reload", "Load a model again") { Body = "{}", MediaType = null, ChangesState = true },
        new("post", "/v2/repository/reload", "Look at the repository again now") { ChangesState = true },
        new("post", "/v2/logging", "Change the levels that are logged") { Body = "{}", ChangesState = true },
    ];

    private static IEnumerable<StaticOperation> Servables =>
    [
        new("get", "/v2/repository/servables", "What counts of servables.json") { Schema = "Servables", Needs = ExampleValues.HasServables },
        new("post", "/v2/repository/servables", "Put another servables.json in place, whole or not at all")
        {
            Query = DryRun,
            Body = "{servables}",
            Schema = "ServablesChange",
            ChangesState = true,
        },
        new("get", "/v2/repository/servables/history", "Which servables.json were accepted and rejected")
        {
            Query = HistoryQuery,
            Needs = ExampleValues.HasServables,
        },
    ];

    private static IEnumerable<StaticOperation> Deployments =>
    [
        OfDeployments("get", "", "Every deployment") with
        {
            Query = [("live_only", "true: only those that are served.", "false"), ("verbose", "true: each with its newest record.", "true")],
            Schema = "Deployments",
        },
        OfDeployments("get", "/ping", "Whether the deployments answer"),
        OfDeployments("get", "/health", "The deployments by state"),
        OfDeployments("get", "/version", "The version of what manages the deployments"),
        OfDeployments("get", "/metrics", "The deployments' metrics for Prometheus") with { MediaType = Metrics },
        OfDeployments("get", "/{name}/history", "What happened to a deployment") with { Query = HistoryQuery },
        OfDeployments("post", "/{name}/rollback", "Deploy an earlier record again") with
        {
            Body = """{"deployment_id":"{deployment_id}"}""",
            Schema = "DeploymentRecord",
            ChangesState = true,
        },
        OfDeployments("post", "/{name}/pin", "Serve this version also after later deployments") with { Body = """{"version":{deployment_version}}""", ChangesState = true },
        OfDeployments("post", "/{name}/unpin", "Serve the newest version again") with { ChangesState = true },
        OfDeployments("get", "/{name}", "A deployment's newest records") with
        {
            Query = [("n", "How many records.", "1")],
            Schema = "DeploymentRecords",
        },
        OfDeployments("post", "/{name}", "Deploy a model of the repository") with { Body = "{deployment}", Schema = "DeploymentRecord", ChangesState = true },
        OfDeployments("put", "/{name}", "Deploy a model of the repository") with { Body = "{deployment}", Schema = "DeploymentRecord", ChangesState = true },
        OfDeployments("delete", "/{name}", "End serving a deployment") with { ChangesState = true },
    ];

    private static IEnumerable<StaticOperation> Cluster =>
    [
        new("get", "/v2/cluster", "The cluster's members and leader, as this node sees them") { Schema = "Cluster" },
        new("get", "/v2/cluster/placements", "Which node holds which replica")
        {
            Query = [("model", "Only this model.", null), ("node", "Only this node.", null)],
            Schema = "ClusterPlacements",
        },
        new("get", "/v2/cluster/actors", "The actors of every node") { Query = [("node", "Only this node.", null)], Schema = "ClusterAnswer" },
        new("get", "/v2/cluster/load", "What the models of every node have to do") { Query = [("node", "Only this node.", null)], Schema = "ClusterAnswer" },
        OfCluster("members/{node}/drain", "Put nothing new on a node, and replace what it holds elsewhere") with { Needs = ExampleValues.HasPeer },
        OfCluster("members/{node}/resume", "Take back draining a node"),
        OfCluster("members/{node}/leave", "Drain a node, then end it"),
        OfCluster("members/{node}/down", "Hold a node for dead and replace what it held") with { Needs = ExampleValues.HasPeer },
        OfCluster("rebalance", "Even out what the nodes hold"),
        OfCluster("leader/resign", "Let another node lead") with { Needs = ExampleValues.HasPeer },
    ];

    private static StaticOperation OfCluster(string path, string summary) =>
        new("post", $"/v2/cluster/{path}", summary) { Query = DryRun, Schema = "ClusterOutcome", ChangesState = true };

    private static StaticOperation OfModel(string method, string path, string summary) =>
        new(method, $"/v2/models/{{model}}/{path}", summary) { Query = DryRun, Schema = Command, ChangesState = true };

    private static StaticOperation OfVersion(string verb, string summary) => OfModel("post", $"versions/{{version}}/{verb}", summary);

    private static StaticOperation OfDeployments(string method, string path, string summary) =>
        new(method, $"/deployments{path}", summary) { Error = "DeploymentError" };
}
