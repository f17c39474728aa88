using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Deployments;

/// <summary>
/// Finds images in the repository folders: <c>folder/name/&lt;version&gt;/model.onnx</c>, a folder with one model file, or
/// <c>folder/name.onnx</c>; code servables and pipelines likewise. Thread-safe; reads the disk.
/// </summary>
internal sealed class ImageResolver(IOptions<RepositoryOptions> repository)
{
    private static readonly ModelVersion OnlyVersion = new(1);

    /// <summary>The newest version that will do; null, with <paramref name="problem"/> saying what was looked for, if there is none.</summary>
    public ResolvedImage? Find(ImageReference image, out string problem)
    {
        var versions = new List<ResolvedImage>();
        foreach (var root in repository.Value.Folders)
        {
            try
            {
                versions.AddRange(Versions(Path.Combine(Path.GetFullPath(root), image.Path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problem = $"image '{image.Path}' cannot be looked for in {root}: {e.Message}";
                return null;
            }

            if (versions.Count > 0)
                break; // as for models: the first folder that has it
        }

        var fitting = versions.Where(found => image.Version.Accepts(found.Version)).OrderByDescending(found => found.Version).FirstOrDefault();
        problem = fitting is not null ? ""
            : versions.Count > 0 ? $"image '{image.Path}' has no version '{image.Tag}'; it has {string.Join(", ", versions.Select(found => found.Version).Order())}"
            : $"image '{image.Path}' is not in the repository; expected {image.Path}/<version>/{ArtefactFile.Onnx} in {string.Join(" or ", repository.Value.Folders)}";
        return fitting;
    }

    /// <summary>
    /// The model file of a record as it is now: where it was, or, when the repository has moved, where its image is found. False
    /// when it is gone.
    /// </summary>
    public bool TryFind(DeploymentRecord record, [NotNullWhen(true)] out ResolvedImage? image)
    {
        image = null;
        var isKnown = ImageReference.TryParse($"{record.Settings.Image.Split(':')[0]}:{record.ImageVersion}", out var reference, out _);
        if (isKnown && Find(reference, out _) is { } found)
            image = found;
        else if (new FileInfo(record.File) is { Exists: true } file && ModelVersion.TryParse(record.ImageVersion, out var version))
            image = new ResolvedImage(Folder: null, version, file.FullName, file.Length);
        return image is not null;
    }

    private static IEnumerable<ResolvedImage> Versions(string place)
    {
        if (File.Exists(place + ".onnx"))
            return [Single(folder: null, new FileInfo(place + ".onnx"))];
        if (!Directory.Exists(place))
            return [];
        var (folders, files) = Entries.Of(place);
        var versions = folders.Select(folder => Version(place, folder)).OfType<ResolvedImage>().ToList();
        return versions.Count == 0 && ArtefactFile.Choose(files) is { } file ? [Single(place, file)] : versions;
    }

    private static ResolvedImage? Version(string place, DirectoryInfo folder)
    {
        if (!ModelVersion.TryParse(folder.Name, out var version))
            return null;
        var files = Entries.Of(folder.FullName).Files;
        return ArtefactFile.Choose(files) is { } file ? new ResolvedImage(place, version, file.FullName, files.Sum(part => part.Length)) : null;
    }

    private static ResolvedImage Single(string? folder, FileInfo file) => new(folder, OnlyVersion, file.FullName, file.Length);
}
