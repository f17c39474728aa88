using System.ComponentModel.DataAnnotations;

namespace ModelCluster.Node.Probe;

/// <summary>How new model files are tried out before they are loaded. Configuration section <c>Probe</c>.</summary>
internal sealed class ProbeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Probe";

    /// <summary>False: every file is loaded at once, and one that crashes ends the node. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Seconds that loading and running a file for the first time may take. 1 to 3,600, default 60.</summary>
    [Range(1, 3600, ErrorMessage = "Probe:TimeoutSeconds must be 1 to 3,600")]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Memory it may take, in MiB; 0, the default: four times the size of its files, and 1,024 more. 0 to 1,048,576.</summary>
    [Range(0, 1_048_576, ErrorMessage = "Probe:MemoryMegabytes must be 0 (four times the files, and 1,024 more) to 1,048,576")]
    public int MemoryMegabytes { get; set; }

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    internal long MemoryFor(long fileBytes) => MemoryMegabytes > 0 ? MemoryMegabytes * 1024L * 1024 : (4 * fileBytes) + (1024L * 1024 * 1024);
}
