namespace ModelCluster.Api.Http.Security;

/// <summary>Who may use this node. Configuration section <c>Security</c>.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Security";

    /// <summary>
    /// Keys by name: the key itself, or <c>sha256:</c> and the 64 hexadecimal digits of its SHA-256. None, the default: nobody is
    /// asked for a key. Names have 1 to 64 letters, digits, '-', '_' and '.'.
    /// </summary>
    public IDictionary<string, string> ApiKeys { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a key allows, by its name: <c>infer</c>, <c>operate</c>, or both with a comma, the default.</summary>
    public IDictionary<string, string> Roles { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether metrics are shown without a key. Default false.</summary>
    public bool OpenMetrics { get; set; }
}
