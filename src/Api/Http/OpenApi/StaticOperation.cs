namespace ModelCluster.Api.Http.OpenApi;

/// <summary>An operation that is there whatever models there are; described only where its path is mapped.</summary>
/// <param name="Method">Lower case.</param>
/// <param name="Path">As it is mapped; <c>{model}</c> and <c>{version}</c> are those of an available servable in examples.</param>
/// <param name="Summary">What it does.</param>
internal sealed record StaticOperation(string Method, string Path, string Summary)
{
    /// <summary>Its parameters in the query, all optional.</summary>
    public IReadOnlyList<(string Name, string Description)> Query { get; init; } = [];

    /// <summary>A body that it takes; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>True: it changes what is served or how, so that tools that try everything should leave it alone.</summary>
    public bool ChangesState { get; init; }

    /// <summary>Every one, in the order of the document: what undoes another's change comes after it.</summary>
    public static IReadOnlyList<StaticOperation> All { get; } =
    [
        new("get", "/health_check", "The server's version and time"),
        new("get", "/meta", "What each servable is doing, takes and gives")
        {
            Query = [("model_name", "Only this model."), ("version", "Only versions such as 1 or 1.x.")],
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
            Query = [("from", "The first sequence number wanted."), ("limit", "The most events, 1 to 1000.")],
        },
        new("get", "/v2/logging", "The levels that are logged"),
        new("post", "/v2/repository/index", "Every version of every model, and its state") { Body = "{}" },
        new("post", "/v2/repository/models/{model}/unload", "Unload a model until it is loaded again") { Body = "{}", ChangesState = true },
        new("post", "/v2/repository/models/{model}/load", "Load a model, or load it again") { Body = "{}", ChangesState = true },
        new("post", "/v2/logging", "Change the levels that are logged") { Body = "{}", ChangesState = true },
    ];
}
