using System.Security.Cryptography;
using System.Text;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Links;

/// <summary>
/// How two nodes show each other that they know the cluster's secret without sending it: each answers the other's random number
/// with an HMAC-SHA256 under the secret over who speaks to whom and both numbers. The numbers are used once and hold for one
/// connection, so that nothing overheard is of use on another; no clock is involved. Without TLS what follows is not encrypted.
/// </summary>
internal static class LinkProof
{
    /// <summary>What a node that has not shown it is told to do.</summary>
    internal const string Scheme = "ModelCluster-Link";

    /// <summary>The path where it happens.</summary>
    internal const string Path = "/cluster/hello";

    /// <summary>The header with the name of who speaks.</summary>
    internal const string Node = "Link-Node";

    /// <summary>The header with the name of whom the client means.</summary>
    internal const string Peer = "Link-Peer";

    /// <summary>The header with the sender's random number.</summary>
    internal const string Nonce = "Link-Nonce";

    /// <summary>The header with the sender's answer to the other's random number.</summary>
    internal const string Proof = "Link-Proof";

    private const int NonceBytes = 32;

    internal static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    internal static bool IsNonce(string text)
    {
        Span<byte> bytes = stackalloc byte[NonceBytes];
        return text.Length == (NonceBytes + 2) / 3 * 4 && Convert.TryFromBase64String(text, bytes, out var length) && length == NonceBytes;
    }

    /// <summary>The client's answer.</summary>
    internal static string OfClient(string secret, in Exchange exchange) => Of(secret, "client", exchange);

    /// <summary>The server's answer.</summary>
    internal static string OfServer(string secret, in Exchange exchange) => Of(secret, "server", exchange);

    /// <summary>Compares in a time that does not tell how much of it is right.</summary>
    internal static bool Equal(string expected, string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static string Of(string secret, string role, in Exchange exchange) => Convert.ToBase64String(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret),
        Encoding.UTF8.GetBytes($"modelcluster link 1\n{role}\n{exchange.Client}\n{exchange.Server}\n{exchange.ClientNonce}\n{exchange.ServerNonce}")));

    /// <summary>What a proof is about. None of the parts can hold a line break.</summary>
    /// <param name="Client">Who connects.</param>
    /// <param name="Server">To whom.</param>
    /// <param name="ClientNonce">The random number of the first.</param>
    /// <param name="ServerNonce">And of the second.</param>
    internal readonly record struct Exchange(NodeId Client, NodeId Server, string ClientNonce, string ServerNonce);
}
