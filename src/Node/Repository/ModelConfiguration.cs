using System.Text;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Repository;

/// <summary>What a model's folder says beside its versions: <c>model.json</c>, label files and <c>samples/*.json</c>.</summary>
/// <param name="Stamp">Of all these files.</param>
/// <param name="Options">The last good settings; the defaults if there never were any.</param>
/// <param name="WasEverGood">Whether <paramref name="Options"/> were once read without errors.</param>
/// <param name="LabelFiles">Files beside model.json that it names.</param>
/// <param name="Samples">The good samples.</param>
/// <param name="Problems">What is wrong with the files.</param>
internal sealed record ModelConfiguration(
    string Stamp,
    ModelOptions Options,
    bool WasEverGood,
    IReadOnlyList<string> LabelFiles,
    IReadOnlyList<ModelSample> Samples,
    IReadOnlyList<string> Problems)
{
    /// <summary>The text that <see cref="Options"/> were read from; null when there was none.</summary>
    public string? Text { get; init; }

    /// <summary>The name of the file that holds a model's settings.</summary>
    internal const string FileName = "model.json";
    private const string SamplesFolder = "samples";

    /// <summary>Nothing read yet.</summary>
    public static ModelConfiguration None { get; } = new("", ModelOptions.Default, false, [], [], []);

    /// <summary>True for a folder of a model that holds no version and is meant to be there.</summary>
    public static bool Owns(DirectoryInfo folder) => folder.Name == SamplesFolder;

    /// <summary>Reads again what changed; null while the first version of the files is still being written.</summary>
    public static ModelConfiguration? Read(ModelName model, string folder, ModelConfiguration? last, Settling settling)
    {
        var stamp = FileStamp.Of(FilesOf(folder, last?.LabelFiles ?? []));
        if (last is not null && stamp.Text == last.Stamp)
            return last;
        if (!settling.IsSettled(Path.Combine(folder, FileName), stamp))
            return last;
        var problems = new List<string>();
        var read = ReadOptions(model, folder, last ?? None, problems);
        var samples = ReadSamples(model, folder, problems);
        return read with
        {
            Stamp = FileStamp.Of(FilesOf(folder, read.LabelFiles)).Text,
            Samples = last is not null && IsSame(last.Samples, samples) ? last.Samples : samples,
            Problems = problems,
        };
    }

    private static IEnumerable<FileInfo> FilesOf(string folder, IReadOnlyList<string> labelFiles) =>
        labelFiles.Prepend(FileName)
            .Select(name => new FileInfo(Path.Combine(folder, name)))
            .Where(file => file.Exists)
            .Concat(SampleFiles(folder));

    private static IEnumerable<FileInfo> SampleFiles(string folder)
    {
        var samples = Path.Combine(folder, SamplesFolder);
        return Directory.Exists(samples)
            ? Entries.Of(samples).Files.Where(file => file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase))
            : [];
    }

    private static ModelConfiguration ReadOptions(ModelName model, string folder, ModelConfiguration last, List<string> problems)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists)
            return last with { Options = ModelOptions.Default, LabelFiles = [], WasEverGood = true, Text = null };
        IReadOnlyList<string> labelFiles = last.LabelFiles;
        if (Bytes(file, ModelOptionsReader.MaxBytes, $"{model}/{FileName}", problems) is { } bytes)
        {
            (var options, var errors, labelFiles) = ModelOptionsReader.ReadTracked(bytes, $"{model}/{FileName}", folder, model);
            if (options is not null)
            {
                var text = Encoding.UTF8.GetString(bytes);
                var isSame = text == last.Text && HasSameLabels(options, last.Options);
                return last with { Options = isSame ? last.Options : options, LabelFiles = labelFiles, WasEverGood = true, Text = text };
            }

            problems.AddRange(errors);
        }

        problems.Add(last.WasEverGood ? "the last good settings stay in use" : $"{FileName} was never good, so the defaults are in use");
        return last with { LabelFiles = labelFiles };
    }

    private static List<ModelSample> ReadSamples(ModelName model, string folder, List<string> problems)
    {
        var samples = new List<ModelSample>();
        foreach (var file in SampleFiles(folder))
        {
            var name = $"{model}/{SamplesFolder}/{file.Name}";
            if (Bytes(file, SampleFile.MaxBytes, name, problems) is not { } bytes)
                continue;
            var (sample, errors) = SampleFile.Read(bytes, file.Name, name);
            problems.AddRange(errors);
            if (sample is not null)
                samples.Add(sample);
        }

        return samples;
    }

    /// <summary>Of settings from the same text, only the labels may differ, since they may stand in files of their own.</summary>
    private static bool HasSameLabels(ModelOptions left, ModelOptions right) =>
        left.Labels.Count == right.Labels.Count
        && left.Labels.All(labels => right.Labels.TryGetValue(labels.Key, out var other) && labels.Value.SequenceEqual(other, StringComparer.Ordinal));

    /// <summary>Files that were only touched give the same objects, so that nothing seems new.</summary>
    private static bool IsSame(IReadOnlyList<ModelSample> last, List<ModelSample> now) =>
        last.Count == now.Count && last.Zip(now).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(ModelSample last, ModelSample now) =>
        last with { RequestJson = now.RequestJson, ExpectedJson = now.ExpectedJson } == now
        && last.RequestJson.Span.SequenceEqual(now.RequestJson.Span)
        && last.ExpectedJson.HasValue == now.ExpectedJson.HasValue
        && (last.ExpectedJson ?? default).Span.SequenceEqual((now.ExpectedJson ?? default).Span);

    private static byte[]? Bytes(FileInfo file, int maxBytes, string name, List<string> problems)
    {
        try
        {
            if (file.Length <= maxBytes)
                return File.ReadAllBytes(file.FullName);
            problems.Add($"{name}: {file.Length:N0} bytes are too many; at most {maxBytes:N0} are allowed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{name}: cannot be read: {e.Message}");
        }

        return null;
    }
}
