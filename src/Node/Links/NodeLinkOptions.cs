using System.Net;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Links;

/// <summary>How this node is linked to others. A secret or the three files of mutual TLS must be there, and both may be.</summary>
internal sealed record NodeLinkOptions
{
    /// <summary>This node.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Where others reach it.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>What all nodes of the cluster know, at least <see cref="ShortestSecret"/> characters; never sent, never logged. Null: none.</summary>
    public string? Secret { get; init; }

    /// <summary>A PEM file with this node's certificate, for both directions; null: no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the key of <see cref="Certificate"/>; null if that file has it.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>A PEM file with the authorities that the others' certificates are checked against.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>How often a peer is asked for a sign of life. Default 250 ms.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a peer may say nothing, or take to connect, before it counts as silent. Default 2 s.</summary>
    public TimeSpan LinkTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The wait before a second attempt to connect; it doubles up to <see cref="LongestBackoff"/>. Default 50 ms.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait between attempts; also how long a connection must have held for the next attempt to be made at once. Default 1 s.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most requests that wait for one peer's answer, 1 to 65,536. Default 4,096.</summary>
    public int MostInFlight { get; init; } = 4096;

    /// <summary>The most bytes of tensors of requests that wait for one peer's answer. Default 512 MiB.</summary>
    public long MostBytesInFlight { get; init; } = 512L << 20;

    /// <summary>The most bytes of tensors of one request or reply. Default 512 MiB.</summary>
    public long MostBytesOfMessage { get; init; } = 512L << 20;

    /// <summary>The shortest secret taken, in characters.</summary>
    internal const int ShortestSecret = 16;

    /// <summary>Whether links are encrypted and both sides show certificates.</summary>
    internal bool IsTls => Certificate is not null;

    /// <summary>Checks what must hold.</summary>
    /// <exception cref="ArgumentException">It does not; the message says what to do, and not what the secret is.</exception>
    internal NodeLinkOptions Checked()
    {
        if (Secret is { Length: < ShortestSecret })
            throw new ArgumentException($"the secret of the links has {Secret.Length} characters; at least {ShortestSecret} are needed");
        if (IsTls != (CertificateAuthority is not null))
            throw new ArgumentException("mutual TLS needs both a certificate and the authorities that others are checked against");
        if (Secret is null && !IsTls)
            throw new ArgumentException("links need a secret, or certificates for mutual TLS");
        if (MostInFlight is < 1 or > 1 << 16)
            throw new ArgumentException($"{MostInFlight} requests in flight; 1 to 65,536 are allowed");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Node} on {Listen}"; // the secret is nobody's to read
}
