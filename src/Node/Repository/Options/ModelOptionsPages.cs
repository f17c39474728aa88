using System.Text;
using System.Text.Json;

namespace ModelCluster.Node.Repository.Options;

/// <summary>Writes docs/model-options.md and docs/model.schema.json from the table that reads <c>model.json</c>.</summary>
internal static class ModelOptionsPages
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The page of documentation.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(
            """
            # model.json

            <!-- written from the table that reads the file: a test fails when this page is out of step, and says how to write it again -->

            `<repository>/<model>/model.json` is optional: without it, everything comes from the model file. It is JSON without
            comments. An unknown key, a wrong value or a key given twice is an error that names the file, the key, the value and
            what is allowed; all errors of a file are told at once. While a file is wrong the last good settings stay in use, and
            `model.schema.json` beside this page lets an editor find mistakes before the server does.

            ```json
            {
              "version_policy": "1.x,2.x",
              "max_batch_size": 32,
              "labels": { "probabilities": "labels.txt" }
            }
            ```

            ## Options

            """);
        Append(page, ModelOptionsTable.Own.Keys);
        page.Append(
            """

            Numbers may also be written in strings (`"16"`), and `null` is the same as leaving a key out.

            ## Other servers' spellings

            Clients written for NVIDIA Triton send its configuration when they load a model. These keys are accepted too; an option
            given in both spellings is an error.

            """);
        Append(page, TritonSpellings.Table.Keys);
        page.Append(
            """

            ## samples/*.json

            Requests to warm a new version up with, and to check it by before it serves. One request a file:

            """);
        Append(page, SampleFile.Keys);
        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The JSON schema.</summary>
    public static string Schema()
    {
        var schema = ModelOptionsTable.All.Schema;
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "ModelCluster model.json");
        return schema.ToJsonString(Readable) + "\n";
    }

    private static void Append(StringBuilder page, IReadOnlyList<OptionKey> keys)
    {
        page.Append("\n| Key | Type | Unit | Default | Allowed | Meaning |\n|---|---|---|---|---|---|\n");
        foreach (var key in keys)
            Append(page, key, "");
    }

    private static void Append(StringBuilder page, OptionKey key, string parent)
    {
        var path = parent + key.Name;
        page.Append($"| `{path}` | {key.Type} | {key.Unit} | {Cell(key.Default)} | {Cell(key.Allowed)} | {key.Description} |\n");
        var prefix = path + (key.Type == "object" ? "." : "[].");
        foreach (var child in key.Children)
            Append(page, child, prefix);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
