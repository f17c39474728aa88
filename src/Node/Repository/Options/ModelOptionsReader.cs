using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Options;

/// <summary>
/// Reads <c>model.json</c>, and the configuration that a load request brings in its place. Keys, units, defaults and
/// ranges are in docs/model-options.md, which is written from the same table. Thread-safe.
/// </summary>
public static class ModelOptionsReader
{
    /// <summary>The largest configuration, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="fileName">What errors call it, such as <c>iris/model.json</c>.</param>
    /// <param name="folder">The model's folder, where label files lie; null where there is none.</param>
    /// <param name="model">The model it is for; its <c>name</c>, if any, must agree. Null to allow any.</param>
    /// <returns>The options, or null and everything that is wrong with them.</returns>
    public static (ModelOptions? Options, IReadOnlyList<string> Errors) Read(
        ReadOnlySpan<byte> json, string fileName, string? folder, ModelName? model = null)
    {
        var (options, errors, _) = ReadTracked(json, fileName, folder, model);
        return (options, errors);
    }

    /// <summary>The options that a configuration states, by their own keys; a dot goes into an object.</summary>
    public static IReadOnlySet<string> Stated(ReadOnlySpan<byte> json)
    {
        var errors = new OptionErrors("config");
        using var document = JsonText.Parse(json, MaxBytes, errors);
        if (document is not null)
            ModelOptionsTable.All.Read(new OptionValue(document.RootElement, "", errors), new ModelOptionsDraft(folder: null, model: null));
        return errors.Stated;
    }

    /// <summary>As <see cref="Read"/>, with the names of the label files that were looked at.</summary>
    internal static (ModelOptions? Options, IReadOnlyList<string> Errors, IReadOnlyList<string> LabelFiles) ReadTracked(
        ReadOnlySpan<byte> json, string fileName, string? folder, ModelName? model)
    {
        var errors = new OptionErrors(fileName);
        var draft = new ModelOptionsDraft(folder, model);
        using var document = JsonText.Parse(json, MaxBytes, errors);
        if (document is null)
            return (null, errors.Messages, []);
        ModelOptionsTable.All.Read(new OptionValue(document.RootElement, "", errors), draft);
        var options = draft.Finish(errors);
        return (errors.Messages.Count == 0 ? options : null, errors.Messages, draft.LabelFiles);
    }
}
