using System.Diagnostics.CodeAnalysis;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Deployments;

/// <summary>
/// Names a model of the repository as deployments do: <c>iris</c>, <c>team/iris</c>, <c>team/iris:1.2.0</c>, <c>iris:1.x</c>. The
/// path has 1 to 8 names of letters, digits, '.', '_' and '-', none beginning with '.', so that it cannot lead out of a folder.
/// </summary>
/// <param name="Path">The path below a repository folder, with '/'.</param>
/// <param name="Version">The versions that will do; the newest of them is meant.</param>
/// <param name="Tag">What stood behind the colon; null for none.</param>
public readonly record struct ImageReference(string Path, VersionSelector Version, string? Tag)
{
    /// <summary>The tag that means the newest version.</summary>
    public const string Latest = "latest";

    private const int MaxDepth = 8;

    /// <summary>Reads a reference; false, with <paramref name="error"/> saying what is allowed, if it is none.</summary>
    public static bool TryParse(string text, out ImageReference image, [NotNullWhen(false)] out string? error)
    {
        image = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var path = colon < 0 ? text : text[..colon];
        var tag = colon < 0 ? null : text[(colon + 1)..];
        error = PathProblem(path);
        if (error is not null)
            return false;
        VersionSelector version = default;
        if (tag is { Length: 0 } || (tag is not (null or Latest) && !VersionSelector.TryParse(tag, out version, out error)))
        {
            error ??= $"'{text}' has no version behind ':'; write one, or leave the ':' out for the newest";
            return false;
        }

        image = new ImageReference(path, version, tag);
        return true;
    }

    /// <summary>As clients see it: always with a tag.</summary>
    public override string ToString() => $"{Path}:{Tag ?? Latest}";

    private static string? PathProblem(string path)
    {
        var names = path.Split('/');
        if (names.Length > MaxDepth)
            return $"'{path}' is too deep; at most {MaxDepth} names are allowed";
        foreach (var name in names)
        {
            if (!ModelName.TryParse(name, out _, out var error))
                return $"image '{path}' is not allowed: {error.Replace("model name", "folder name", StringComparison.Ordinal)}; write it as name, folder/name or folder/name:version";
        }

        return null;
    }
}
