using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// What the name of an artefact's file says, <c>{model_name}-{main}_{sub}_{subsub}-{unix time}.onnx</c>: main is incompatible
/// with code for another main, sub is another model behind the same interface, subsub the same model trained again. The model's
/// name may itself hold '-' and '_'.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Three numbers.</param>
/// <param name="UnixTime">When it was trained, in seconds since 1970; 0 or more, with any fraction.</param>
internal readonly record struct ArtefactName(ModelName Model, ModelVersion Version, decimal UnixTime)
{
    /// <summary>What is allowed, for warnings.</summary>
    public const string Allowed = "the name of an artefact is {model_name}-{main}_{sub}_{subsub}-{unix time}.onnx, such as "
        + "simple_text-1_0_2-1588436916.135168.onnx";

    private const string Extension = ".onnx";

    /// <summary>The last second of the year 9999.</summary>
    private const decimal LatestTime = 253_402_300_799m;

    /// <summary>When it was trained, to the microsecond.</summary>
    public DateTimeOffset TrainedAt => DateTimeOffset.UnixEpoch.AddTicks((long)(UnixTime * 1_000_000m) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Reads the name of a file, without its folder; false if it is none.</summary>
    public static bool TryParse(string fileName, [NotNullWhen(true)] out ArtefactName? name)
    {
        name = null;
        if (!fileName.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            return false;
        var stem = fileName[..^Extension.Length];
        var afterVersion = stem.LastIndexOf('-');
        var afterModel = afterVersion > 0 ? stem.LastIndexOf('-', afterVersion - 1) : -1;
        if (afterModel < 0)
            return false;
        var version = stem[(afterModel + 1)..afterVersion];
        if (!ModelName.TryParse(stem[..afterModel], out var model, out _)
            || version.Count(c => c == '_') != 2
            || version.Contains('.', StringComparison.Ordinal)
            || !ModelVersion.TryParse(version, out var number)
            || !decimal.TryParse(stem.AsSpan(afterVersion + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time)
            || time > LatestTime)
        {
            return false;
        }

        name = new ArtefactName(model, number, time);
        return true;
    }

    /// <summary>Orders by version, then by time, both as numbers; newest last.</summary>
    public static int CompareAge(ArtefactName left, ArtefactName right) =>
        (left.Version, left.UnixTime).CompareTo((right.Version, right.UnixTime));
}
