using System.Text;

namespace ModelCluster.Node.Hosting;

/// <summary>Writes docs/settings.md from <see cref="Settings.All"/>.</summary>
internal static class SettingsPage
{
    internal static string Markdown()
    {
        var page = new StringBuilder(
            """
            # Settings of a node

            <!-- written from the table in src/Node/Hosting/Settings.cs: a test fails when this page is out of step, and says how to write it again -->

            Each setting can be given on the command line (`--http 0.0.0.0:8000`, or `--Http:Address=0.0.0.0:8000`), in the
            environment (`MODELCLUSTER__HTTP__ADDRESS=0.0.0.0:8000`) and in a JSON file named by `--config`. Where one is given
            twice, the command line wins over the environment, and that over the file. A key that no setting knows stops the
            start with an error. Settings of one model are in its [model.json](model-options.md).

            ```json
            {
              "Http": { "Address": "0.0.0.0:8000" },
              "Repository": { "Folders": ["/models"] }
            }
            ```

            A key that ends in `:0` is a list: its next element is `:1`. One that ends in `:NAME` holds a value for each name.

            | Key | Switch | Environment | Default | Allowed | Meaning |
            |---|---|---|---|---|---|

            """);
        foreach (var setting in Settings.All)
        {
            var name = setting.Switch.Length > 0 ? $"`{setting.Switch}`" : "";
            page.Append($"| `{setting.Key}` | {name} | `{setting.Environment}` | `{setting.DefaultText}` | {setting.Allowed} | {setting.Description} |\n");
        }

        return page.ToString().ReplaceLineEndings("\n");
    }
}
