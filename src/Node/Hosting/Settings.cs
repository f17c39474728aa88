namespace ModelCluster.Node.Hosting;

/// <summary>Every setting of a node. The help and docs/settings.md come from this table.</summary>
internal static class Settings
{
    internal const string EnvironmentPrefix = "MODELCLUSTER__";

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new("Http:Enabled", "", "true", "true or false", "Serve the Open Inference Protocol over HTTP/1.1."),
        new("Http:Address", "--http", "127.0.0.1:8000", "address:port; 0.0.0.0 and [::] for all; port 0 takes a free one", "Where HTTP listens."),
        new("Repository:Folders:0", "--models", "models/repository", "folders, the first wins", "Where the models are."),
        new("Repository:ScanIntervalMilliseconds", "", "5000", "100 to 3,600,000 ms", "From one full scan of the folders to the next."),
        new("Repository:SettleMilliseconds", "", "250", "0 to 60,000 ms", "How long a file must stay as it is before it is read."),
        new("Repository:Notifications", "", "true", "true or false", "Whether the system is asked to tell of changes at once."),
        new("Repository:DataFolder", "--data", "data", "a folder, made when needed", "Where uploaded models are kept."),
        new("Repository:AllowCode", "", "false", "true or false", "Whether .NET assemblies in the folders are run as models; see code-servables.md."),
        new("Amms:File", "--servables", "", "a file, or empty for none", "The servables.json that names models to serve (docs/servables-json.md); it is watched."),
        new("Amms:MaxDownloadBytes", "", "4294967296", "1 to 1,099,511,627,776 bytes", "The largest file to fetch for servables.json."),
        new("Amms:S3Endpoint", "", "", "empty for Amazon's; an address such as http://127.0.0.1:9000", "The S3-compatible store of load_type S3; its credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
        new("Amms:S3Region", "", "us-east-1", "a region", "The region of S3 buckets."),
        new("Journal:Connection", "", "", "empty for SQLite in the data folder; Data Source=PATH; Host=...;Database=...;Username=...;Password=... for PostgreSQL", "Where the history of all changes is kept."),
        new("Serving:LoadingThreads", "", "1", "1 to 64", "Models that load at the same time."),
        new("Serving:ExecutorThreads", "", "64", "1 to 1,024", "Runs at the same time, of all models together."),
        new("Serving:ShutdownSeconds", "", "30", "1 to 3,600 s", "How long a stop may take to answer what was accepted."),
        new("Cluster:Lighthouse", "--lighthouse", "", "addresses such as http://host:2379, separated by commas; empty for a node alone", "The etcd that the nodes of a cluster meet at."),
        new("Cluster:Name", "", "default", "1 to 64 letters, digits, '.', '_' and '-'", "The cluster's name: several can share a lighthouse."),
        new("Cluster:Node", "--node", "", "1 to 64 letters, digits, '.', '_' and '-'; empty for the machine's name", "This node's name, unique in its cluster."),
        new("Cluster:Roles", "", "api,worker", "api, worker or api,worker", "Whether the node takes clients' requests, holds models, or both."),
        new("Cluster:Secret", "", "", "at least 16 characters", "What all nodes of a cluster know, and nobody else; needed with a lighthouse unless there are certificates."),
        new("Cluster:SecretFile", "", "", "a file", "Where that is read from instead."),
        new("Cluster:LinkAddress", "--link", "127.0.0.1:8002", "address:port", "Where other nodes reach this one; nothing listens there without a lighthouse."),
        new("Cluster:AdvertisedHost", "", "", "a host name or address; empty for where it listens, or the machine's name where that is all addresses", "What other nodes call this one's machine."),
        new("Cluster:LeaseSeconds", "", "3", "1 to 3,600 s", "How long a node may be silent before the others take it for gone."),
        new("Cluster:MemoryBudgetBytes", "", "0", "0 or more; 0 for three quarters of the machine's", "What models may take of this node's memory together."),
        new("Cluster:ArtefactBytes", "", "34359738368", "1 to 1,125,899,906,842,624 bytes", "What model files that came from other nodes may take on the disk."),
        new("Cluster:LighthouseUser", "", "", "a name, or empty", "The lighthouse's user, where it asks for one."),
        new("Cluster:LighthousePassword", "", "", "text", "That user's password."),
        new("Cluster:LighthouseCa", "", "", "a PEM file; empty for the system's", "The authorities of the lighthouse's certificates."),
        new("Cluster:LighthouseCertificate", "", "", "a PEM file, or empty", "The certificate shown to the lighthouse."),
        new("Cluster:LighthouseKey", "", "", "a PEM file", "Its key."),
        new("Cluster:Certificate", "", "", "a PEM file, or empty", "This node's certificate: links are encrypted, and nodes show each other theirs."),
        new("Cluster:CertificateKey", "", "", "a PEM file; empty if the certificate's file holds it", "Its key."),
        new("Cluster:CertificateAuthority", "", "", "a PEM file", "The authorities of the other nodes' certificates."),
        new("Cache:MaxBytes", "", "67108864", "0 to 1,099,511,627,776 bytes", "What answers are kept, of all models together whose model.json switches response_cache on."),
        new("Onnx:SharedThreads", "", "0", "0 to 256; 0 for one per core", "Threads of the pool that models with threads 0 share."),
        new("Probe:Enabled", "", "true", "true or false", "Whether a new model file is tried out in a process of its own before it is loaded."),
        new("Probe:TimeoutSeconds", "", "60", "1 to 3,600 s", "How long that may take."),
        new("Probe:MemoryMegabytes", "", "0", "0 to 1,048,576 MiB; 0 for four times the size of its files, and 1,024 more", "Memory that it may take there."),
        new("Protocol:ServerName", "", "modelcluster", "any text; some clients insist on triton", "The name that GET /v2 gives."),
        new("Protocol:MaxRequestBytes", "", "67108864", "1,024 to 536,870,912 bytes", "The largest request body, decompressed."),
        new("Protocol:RepositoryName", "", "models", "any text", "The repository's name in repository requests."),
        new("Security:ApiKeys:NAME", "", "", "the key, or sha256: and the 64 hexadecimal digits of its SHA-256", "A key that requests may use; without any, everybody may do everything."),
        new("Security:Roles:NAME", "", "infer,operate", "infer, operate or infer,operate", "What the key of that name allows."),
        new("Security:OpenMetrics", "", "false", "true or false", "Whether metrics are shown without a key."),
        new("Deployments:Enabled", "", "true", "true or false", "Serve the deployments at the root of a listener of their own."),
        new("Deployments:Address", "--deployments", "127.0.0.1:8081", "address:port; port 0 takes a free one", "Where that listens."),
        new("Deployments:Templates", "", "", "an existing folder; empty for the built-in default.template.yml alone", "Where deployments' templates are."),
        new("Deployments:ReservableCores", "", "0", "0 to 4,096; 0 for the machine's", "Cores that deployments may reserve."),
        new("Deployments:ReservableMemory", "", "", "an amount such as 64G; empty for the machine's", "Memory that deployments may reserve."),
        new("Events:MaxStreams", "", "100", "1 to 10,000", "Clients of the live event stream at the same time."),
        new("Events:HeartbeatSeconds", "", "15", "1 to 300 s", "After how long a stream without events shows that it lives."),
        new("Events:PollMilliseconds", "", "1000", "50 to 60,000 ms", "How often to look for events that other nodes wrote."),
        new("RequestLog:File", "", "", "a file, made when needed; empty for none", "Where some requests for inference are written, as lines of JSON."),
        new("RequestLog:SampleRate", "", "0.01", "0 to 1", "Which part of the requests is written."),
        new("RequestLog:Tensors", "", "false", "true or false", "Whether inputs and outputs are written too, as a sample that can be replayed."),
        new("RequestLog:MaxTensorBytes", "", "65536", "0 to 16,777,216 bytes", "Inputs and outputs larger than this together are left out."),
        new("RequestLog:MaxFileBytes", "", "16777216", "4,096 to 1,073,741,824 bytes", "The size at which a new file is begun."),
        new("RequestLog:MaxFiles", "", "5", "1 to 1,000", "How many files are kept."),
        new("Log:Format", "--log", "text", "text or json", "How log lines are written to standard output."),
        new("Log:Level", "--log-level", "Information", "Trace, Debug, Information, Warning, Error or None", "The least severe lines to write."),
        new("Log:File", "", "", "a file, made when needed; empty for none", "Where log lines are written besides standard output."),
        new("Log:MaxFileBytes", "", "10485760", "4,096 to 1,073,741,824 bytes", "The size at which a new log file is begun."),
        new("Log:MaxFiles", "", "5", "1 to 1,000", "How many log files are kept."),
    ];

    /// <summary>The value of <paramref name="key"/> where nothing is set.</summary>
    internal static string DefaultOf(string key) => All.Single(setting => setting.Key == key).Default;

    /// <summary>The keys of <paramref name="configuration"/> that no setting knows.</summary>
    internal static IEnumerable<string> Unknown(IConfiguration configuration) =>
        configuration.AsEnumerable()
            .Where(pair => !All.Any(setting => setting.Covers(pair.Key) || (string.IsNullOrEmpty(pair.Value) && setting.IsUnder(pair.Key))))
            .Select(pair => pair.Key);
}
