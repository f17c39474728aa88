namespace ModelCluster.Api.Http.OpenApi;

/// <summary>An operation that is there whatever models there are; described only where its path is mapped.</summary>
/// <param name="Method">Lower case.</param>
/// <param name="Path">As it is mapped; <c>{model}</c> and <c>{version}</c> are those of an available servable in examples.</param>
/// <param name="Summary">What it does.</param>
internal sealed record StaticOperation(string Method, string Path, string Summary)
{
    /// <summary>Its parameters in the query, all optional; what has an example is sent by those who try it.</summary>
    public IReadOnlyList<(string Name, string Description, string? Example)> Query { get; init; } = [];

    /// <summary>A body that it takes, <c>{version}</c> standing for an available version; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>What the answer is made of; null: it has no body.</summary>
    public string? MediaType { get; init; } = "application/json";

    /// <summary>True: it changes what is served or how, so that tools that try everything should leave it alone.</summary>
    public bool ChangesState { get; init; }

    private static IReadOnlyList<(string Name, string Description, string? Example)> DryRun =>
        [("dry_run", "true: only say what would change.", "true")];

    /// <summary>Every one, in the order of the document: what undoes another's change comes after it.</summary>
    public static IReadOnlyList<StaticOperation> All { get; } =
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
        new("get", "/v2/models/{model}/history", "What happened to a model")
        {
            Query = [("from", "The first sequence number wanted.", null), ("limit", "The most events, 1 to 1000.", null)],
        },
        new("get", "/v2/models/{model}/labels", "A model's labels"),
        new("get", "/v2/models/{model}/traffic", "How a model's requests are shared out"),
        new("get", "/v2/models/{model}/control", "What operators decided about a model"),
        new("get", "/v2/models/{model}/config/effective", "A model's effective configuration, and where each value comes from"),
        new("get", "/v2/logging", "The levels that are logged"),
        new("get", "/metrics", "Metrics for Prometheus") { MediaType = "text/plain" },
        new("post", "/v2/repository/index", "Every version of every model, and its state") { Body = "{}" },
        OfVersion("load", "Serve a version, whatever the policy says"),
        OfVersion("unload", "Retire a version, whatever the policy says"),
        OfVersion("reload", "Load a version's file again"),
        OfVersion("pause", "Let a version's requests wait"),
        OfVersion("drain", "Give a version no new requests"),
        OfVersion("resume", "Take back what was decided about a version"),
        OfVersion("pin", "Serve only this version"),
        new("post", "/v2/models/{model}/unpin", "Let the version policy decide again") { Query = DryRun, ChangesState = true },
        new("post", "/v2/models/{model}/rollback", "Bring back what was decided as of a point in the history")
        {
            Body = """{"to":0,"dry_run":true}""",
            ChangesState = true,
        },
        new("put", "/v2/models/{model}/traffic", "Share requests out in another way")
        {
            Query = DryRun,
            Body = """{"shares":[{"version":"{version}","weight":1}]}""",
            ChangesState = true,
        },
        new("delete", "/v2/models/{model}/traffic", "All requests to the newest version again") { Query = DryRun, ChangesState = true },
        new("post", "/v2/repository/models/{model}/unload", "Unload a model until it is loaded again") { Body = "{}", MediaType = null, ChangesState = true },
        new("post", "/v2/repository/models/{model}/load", "Load a model, or load it again") { Body = "{}", MediaType = null, ChangesState = true },
        new("post", "/v2/repository/models/{model}/reload", "Load a model again") { Body = "{}", MediaType = null, ChangesState = true },
        new("post", "/v2/repository/reload", "Look at the repository again now") { ChangesState = true },
        new("post", "/v2/logging", "Change the levels that are logged") { Body = "{}", ChangesState = true },
    ];

    private static StaticOperation OfVersion(string verb, string summary) =>
        new("post", $"/v2/models/{{model}}/versions/{{version}}/{verb}", summary) { Query = DryRun, ChangesState = true };
}
