using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ModelCluster.Node.Lighthouse;

/// <summary>Reads the certificates that the lighthouse's settings name.</summary>
internal static class LighthouseTls
{
    /// <summary>How to check members and prove who we are; null: the system's rules, and no certificate.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate or key.</exception>
    internal static SslClientAuthenticationOptions? Of(LighthouseOptions options)
    {
        if (options.CertificateAuthority is null && options.Certificate is null)
            return null;
        var tls = new SslClientAuthenticationOptions();
        if (options.Certificate is { } certificate)
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, options.Key)];
        if (options.CertificateAuthority is { } authority)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // an authority of one's own rarely has a list to ask
            };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }

        return tls;
    }
}
