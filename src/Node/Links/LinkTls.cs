using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ModelCluster.Node.Links;

/// <summary>Mutual TLS: both sides show a certificate of the cluster's own authorities, and the server's names the host.</summary>
internal static class LinkTls
{
    /// <summary>How to connect; null without TLS.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate or key.</exception>
    internal static SslClientAuthenticationOptions? Client(NodeLinkOptions options) => options.IsTls
        ? new SslClientAuthenticationOptions { ClientCertificates = [Certificate(options)], CertificateChainPolicy = Policy(options) }
        : null;

    /// <summary>How to be connected to.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate or key.</exception>
    internal static HttpsConnectionAdapterOptions Server(NodeLinkOptions options)
    {
        var policy = Policy(options);
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = Certificate(options),
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) =>
            {
                using var chain = new X509Chain { ChainPolicy = policy.Clone() };
                return chain.Build(certificate);
            },
        };
    }

    private static X509Certificate2 Certificate(NodeLinkOptions options) =>
        X509Certificate2.CreateFromPemFile(options.Certificate!, options.CertificateKey);

    private static X509ChainPolicy Policy(NodeLinkOptions options)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // an authority of one's own rarely has a list to ask
        };
        policy.CustomTrustStore.ImportFromPemFile(options.CertificateAuthority!);
        return policy;
    }
}
