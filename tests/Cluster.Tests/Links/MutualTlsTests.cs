using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelCluster.Cluster.Tests.Links;

public sealed class MutualTlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-links-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_are_linked_without_a_secret()
    {
        using var authority = NewAuthority("one");
        await using var near = await StartAsync("near", authority);
        await using var far = await StartAsync("far", authority);
        var link = await near.LinkToAsync(far);
        using var request = Requests.OfBytes(600_000);
        using var reply = await link.AskAsync(request);
        reply.Outputs[0].Tensor.Span.SequenceEqual(request.Inputs[0].Tensor.Span).ShouldBeTrue();
        using var control = new HttpRequestMessage(HttpMethod.Get, "/any");
        using var response = await link.SendAsync(control, default);
        (await response.Content.ReadAsStringAsync()).ShouldBe("near GET /any ");
    }

    [Fact]
    public async Task A_client_without_a_certificate_gets_nothing()
    {
        using var authority = NewAuthority("one");
        await using var far = await StartAsync("far", authority);
        await ShouldBeRefusedAsync(far, authority, null);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_gets_nothing()
    {
        using var authority = NewAuthority("one");
        using var other = NewAuthority("other");
        await using var far = await StartAsync("far", authority);
        using var certificate = Issue(other, "near");
        await ShouldBeRefusedAsync(far, authority, certificate);
    }

    private static async Task ShouldBeRefusedAsync(LinkNode node, X509Certificate2 authority, X509Certificate2? certificate)
    {
        var tls = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority } },
        };
        if (certificate is not null)
            tls.ClientCertificates = [certificate];
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = tls, UseProxy = false })
        {
            BaseAddress = node.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        await Should.ThrowAsync<HttpRequestException>(http.GetAsync("/cluster/hello"));
    }

    private static X509Certificate2 NewAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private async Task<LinkNode> StartAsync(string name, X509Certificate2 authority)
    {
        using var certificate = Issue(authority, name);
        using var key = certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(PathOf($"{name}.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(PathOf("authority.pem"), authority.ExportCertificatePem());
        return await LinkNode.StartAsync(LinkNode.OptionsOf(name) with
        {
            Secret = null,
            Certificate = PathOf($"{name}.pem"),
            CertificateKey = PathOf($"{name}.key"),
            CertificateAuthority = PathOf("authority.pem"),
        });
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
