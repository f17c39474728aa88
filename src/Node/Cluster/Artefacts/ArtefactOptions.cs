using System.ComponentModel.DataAnnotations;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Settings of artefact transfer. In the configuration section <c>Cluster</c>, with the others of the cluster.</summary>
internal sealed class ArtefactOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary>What fetched artefacts may take on the disk, in bytes; those not used for the longest time go first. 1 to 2^50, default 32 GiB.</summary>
    [Range(1, 1L << 50, ErrorMessage = "Cluster:ArtefactBytes must be 1 to 1,125,899,906,842,624")]
    public long ArtefactBytes { get; set; } = 32L << 30;
}
