using System.ComponentModel.DataAnnotations;

namespace ModelCluster.Node.Serving;

/// <summary>Answers that are kept for the models whose settings ask for it. Configuration section <c>Cache</c>.</summary>
internal sealed class CacheOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cache";

    /// <summary>Bytes of all answers kept, of all models together; 0 keeps none. 0 to 1 TiB, default 64 MiB.</summary>
    [Range(0L, 1L << 40, ErrorMessage = "Cache:MaxBytes must be 0 to 1,099,511,627,776")]
    public long MaxBytes { get; set; } = 64 << 20;
}
