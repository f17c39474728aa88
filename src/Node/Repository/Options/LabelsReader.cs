using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Repository.Options;

/// <summary>Reads <c>labels</c>: for each output a list of class labels, or the file that holds one label per line.</summary>
internal static class LabelsReader
{
    private const long LargestFile = 16 << 20;

    public const string Allowed = "for each output a list of texts, or the name of a file beside model.json with one label per line";

    public static JsonObject Schema => JsonNode.Parse(
        """{ "type": "object", "additionalProperties": { "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "string" }] } }""")!.AsObject();

    public static void Read(OptionValue value, ModelOptionsDraft draft)
    {
        if (value.Json.ValueKind != JsonValueKind.Object)
        {
            value.Fail("an object: " + Allowed);
            return;
        }

        foreach (var output in value.Json.EnumerateObject())
        {
            var entry = value.Member(output.Name, output.Value);
            if (output.Value.ValueKind == JsonValueKind.Array && output.Value.EnumerateArray().All(label => label.ValueKind == JsonValueKind.String))
                draft.SetLabels(output.Name, [.. output.Value.EnumerateArray().Select(label => label.GetString()!)]);
            else if (entry.TryGetText(out var file))
                ReadFile(entry.Path, file, output.Name, entry.Errors, draft);
            else
                entry.Fail("a list of texts, or the name of a file");
        }
    }

    /// <summary>Reads a file of labels. It lies beside model.json, so that nobody can ask for another file of the machine.</summary>
    public static void ReadFile(string path, string file, string output, OptionErrors errors, ModelOptionsDraft draft)
    {
        if (draft.Folder is null)
        {
            errors.Add($"{path} names the file '{file}', but here is no folder to find it in; give the labels as a list");
            return;
        }

        if (file != Path.GetFileName(file) || file is "." or "..")
        {
            errors.Add($"{path} is '{file}', but must be the name of a file beside model.json, without folders");
            return;
        }

        draft.LabelFiles.Add(file);
        try
        {
            var info = new FileInfo(Path.Combine(draft.Folder, file));
            if (info.Length > LargestFile)
                errors.Add($"{path} names '{file}' of {info.Length:N0} bytes; at most {LargestFile:N0} are allowed");
            else
                draft.SetLabels(output, [.. File.ReadLines(info.FullName).Select(line => line.Trim()).Where(line => line.Length > 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} names '{file}', which cannot be read: {e.Message}");
        }
    }
}
