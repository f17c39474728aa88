namespace ModelCluster.Contracts.Deployments;

/// <summary>What a client asks for when it deploys a model: the body of the request, with the defaults of what it left out. Immutable.</summary>
public sealed record DeploymentSettings
{
    /// <summary>The build that made the model; not empty.</summary>
    public required string BuildId { get; init; }

    /// <summary>The training run that made the model; not empty.</summary>
    public required string RunId { get; init; }

    /// <summary>A model of the repository, <c>path/or/name[:version]</c>: see <see cref="ImageReference"/>.</summary>
    public required string Image { get; init; }

    /// <summary>The host name whose requests go to this model; null for none.</summary>
    public string? Domain { get; init; }

    /// <summary>The port of <see cref="Domain"/> as clients see it, 1 to 65,535: tells deployments of one domain apart.</summary>
    public int Port { get; init; } = 80;

    /// <summary>Replicas, 1 to 64.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>Cores that one replica may use: a number above 0, such as <c>0.5</c> or <c>2</c>. Rounded up, it is the session's threads.</summary>
    public string CpuLimit { get; init; } = "1";

    /// <summary>The most memory that one replica may need, such as <c>512M</c> or <c>2G</c>.</summary>
    public string MemLimit { get; init; } = "2G";

    /// <summary>Cores set aside for one replica.</summary>
    public string CpuReservation { get; init; } = "0.1";

    /// <summary>Memory set aside for one replica.</summary>
    public string MemReservation { get; init; } = "1G";

    /// <summary>The pause between two replicas of an update, such as <c>5s</c> or <c>1m30s</c>.</summary>
    public string DeployDelay { get; init; } = "5s";

    /// <summary>How long an update is watched after its last replica; a failure within it brings the previous record back.</summary>
    public string DeployMonitorPeriod { get; init; } = "30s";

    /// <summary>The template, by its file name in the templates folder.</summary>
    public string TemplateFile { get; init; } = "default.template.yml";

    /// <summary>More values for the template: the text of a JSON object.</summary>
    public string ExtraTemplateAttributes { get; init; } = "{}";

    /// <summary>What is wrong with the values; empty when all are good.</summary>
    public IReadOnlyList<FieldProblem> Problems()
    {
        var problems = new List<FieldProblem>();
        Check("build_id", BuildId.Length > 0, "must not be empty");
        Check("run_id", RunId.Length > 0, "must not be empty");
        Check("image", ImageReference.TryParse(Image, out _, out var imageError), imageError ?? "");
        Check("domain", Domain is null || IsHostName(Domain), $"'{Domain}' is not a host name; letters, digits, '-', '_' and '.' are allowed, without a port");
        Check("port", Port is >= 1 and <= 65_535, $"{Port} is not a port; 1 to 65535 is allowed");
        Check("scale", Scale is >= 1 and <= 64, $"{Scale} replicas are not allowed; 1 to 64 are");
        Check("cpu_limit", Quantity.TryCores(CpuLimit, out var cores) && cores > 0, Quantity.AllowedCores(CpuLimit));
        Check("cpu_reservation", Quantity.TryCores(CpuReservation, out _), Quantity.AllowedCores(CpuReservation));
        Check("mem_limit", Quantity.TryBytes(MemLimit, out var bytes) && bytes > 0, Quantity.AllowedBytes(MemLimit));
        Check("mem_reservation", Quantity.TryBytes(MemReservation, out _), Quantity.AllowedBytes(MemReservation));
        Check("deploy_delay", Quantity.TryDuration(DeployDelay, out _), Quantity.AllowedDuration(DeployDelay));
        Check("deploy_monitor_period", Quantity.TryDuration(DeployMonitorPeriod, out _), Quantity.AllowedDuration(DeployMonitorPeriod));
        return problems;

        void Check(string field, bool isGood, string message)
        {
            if (!isGood)
                problems.Add(new FieldProblem(field, message));
        }
    }

    private static bool IsHostName(string text) =>
        text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
