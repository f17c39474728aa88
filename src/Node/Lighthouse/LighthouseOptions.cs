namespace ModelCluster.Node.Lighthouse;

/// <summary>How to reach the lighthouse: an etcd of one or three members.</summary>
public sealed record LighthouseOptions
{
    /// <summary>The members' client addresses, <c>http://host:2379</c> or <c>https://…</c>; at least one.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>What every key begins with, such as <c>/modelcluster/prod/</c>, so that several clusters can share one lighthouse.</summary>
    public required string Prefix { get; init; }

    /// <summary>The user, where etcd asks for one; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; never logged.</summary>
    public string? Password { get; init; }

    /// <summary>A PEM file with the authorities that members' certificates are checked against; null: the system's.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>A PEM file with our certificate, where members ask for one; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the key of <see cref="Certificate"/>.</summary>
    public string? Key { get; init; }

    /// <summary>How long one member may take to answer before the next is asked. 0.1 s to 1 min.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
