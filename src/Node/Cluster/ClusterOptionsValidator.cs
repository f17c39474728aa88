using System.Net;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster;

/// <summary>Checks <see cref="ClusterOptions"/> at start; every message names the key, the value and what is allowed.</summary>
internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    private const int ShortestSecret = 16;

    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var errors = Problems(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Problems(ClusterOptions options)
    {
        if (!NodeId.TryParse(options.NodeName, out _))
            yield return $"Cluster:Node is '{options.NodeName}'; 1 to {NodeId.MaxLength} letters, digits, '.', '_' and '-' are allowed";
        if (!NodeId.TryParse(options.Name, out _))
            yield return $"Cluster:Name is '{options.Name}'; 1 to {NodeId.MaxLength} letters, digits, '.', '_' and '-' are allowed";
        if (options.LeaseSeconds is < 1 or > 3_600)
            yield return $"Cluster:LeaseSeconds is {options.LeaseSeconds}, but must be from 1 to 3,600";
        if (options.MemoryBudgetBytes < 0)
            yield return $"Cluster:MemoryBudgetBytes is {options.MemoryBudgetBytes}, but must be 0 or more";
        if (RolesReader.Read(options.Roles) is NodeRoles.None)
            yield return $"Cluster:Roles is '{options.Roles}'; api, worker or api,worker is allowed";
        if (!options.IsAlone)
        {
            foreach (var problem in ProblemsWithOthers(options))
                yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsWithOthers(ClusterOptions options)
    {
        foreach (var address in Addresses(options))
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                yield return $"Cluster:Lighthouse has '{address}'; addresses such as http://127.0.0.1:2379, separated by commas, are allowed";
        }

        if (!IPEndPoint.TryParse(options.LinkAddress.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out var link) || link.Port == 0)
            yield return $"Cluster:LinkAddress is '{options.LinkAddress}'; address:port such as 0.0.0.0:8002 is allowed, with a port that others know";
        if (options.Secret.Length > 0 && options.SecretFile.Length > 0)
            yield return "Cluster:Secret and Cluster:SecretFile are both set; set one of them";
        if (options.SecretFile.Length > 0 && !File.Exists(options.SecretFile))
            yield return $"Cluster:SecretFile is '{options.SecretFile}', which is no file";
        if (options.Secret.Length is > 0 and < ShortestSecret)
            yield return $"Cluster:Secret has {options.Secret.Length} characters, but must have at least {ShortestSecret}";
        if (options.Secret.Length == 0 && options.SecretFile.Length == 0 && options.Certificate.Length == 0)
            yield return "with Cluster:Lighthouse, nodes must know each other: set Cluster:Secret or Cluster:SecretFile, the same on all nodes, or Cluster:Certificate and its neighbours for mutual TLS";
        if (options.Certificate.Length > 0 != options.CertificateAuthority.Length > 0)
            yield return "mutual TLS needs both Cluster:Certificate and Cluster:CertificateAuthority";
        foreach (var (key, file) in Files(options))
        {
            if (file.Length > 0 && !File.Exists(file))
                yield return $"{key} is '{file}', which is no file";
        }
    }

    /// <summary>The lighthouse's addresses as they were written.</summary>
    internal static IEnumerable<string> Addresses(ClusterOptions options) =>
        options.Lighthouse.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<(string Key, string File)> Files(ClusterOptions options) =>
    [
        ("Cluster:LighthouseCa", options.LighthouseCa),
        ("Cluster:LighthouseCertificate", options.LighthouseCertificate),
        ("Cluster:LighthouseKey", options.LighthouseKey),
        ("Cluster:Certificate", options.Certificate),
        ("Cluster:CertificateKey", options.CertificateKey),
        ("Cluster:CertificateAuthority", options.CertificateAuthority),
    ];
}
