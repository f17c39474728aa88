using ModelCluster.Contracts.Admin;

namespace ModelCluster.Node.Deployments;

/// <summary>Foretells the memory of one replica.</summary>
internal static class MemoryNeed
{
    /// <summary>What a session takes whatever its model.</summary>
    private const long PerSession = 1 << 20;

    /// <summary>The file's weights, and as much again while it is loaded and for what it works with.</summary>
    private const int PerFileByte = 2;

    /// <summary>Bytes: what the file lets expect, or what it takes where it is served already, whichever is more.</summary>
    public static long Of(ResolvedImage image, IModelCatalog catalog)
    {
        var known = catalog.Models.SelectMany(model => model.Versions)
            .Where(servable => servable.Artefact?.Path == image.File)
            .Select(servable => catalog.Statistics(servable.Id)?.MemoryBytes ?? 0);
        return Math.Max(PerSession + (PerFileByte * image.Bytes), known.DefaultIfEmpty().Max());
    }
}
