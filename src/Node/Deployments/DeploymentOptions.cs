namespace ModelCluster.Node.Deployments;

/// <summary>How deployments are managed. Configuration section <c>Deployments</c>.</summary>
internal sealed class DeploymentOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Deployments";

    /// <summary>True: the deployments have a listener of their own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where that listens. Default 127.0.0.1:8081.</summary>
    public string Address { get; set; } = "127.0.0.1:8081";

    /// <summary>The folder of the templates; empty: only the built-in <c>default.template.yml</c>.</summary>
    public string Templates { get; set; } = "";

    /// <summary>Cores that deployments may reserve; 0 for the machine's.</summary>
    public int ReservableCores { get; set; }

    /// <summary>Memory that deployments may reserve, such as <c>64G</c>; empty for the machine's.</summary>
    public string ReservableMemory { get; set; } = "";
}
