using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>Makes a model's folder from a model file, with a sample taken from what the model really answers.</summary>
internal sealed class ServableScaffold(string name, string version, FileInfo source, DirectoryInfo output)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The model's folder.</summary>
    internal string Folder { get; } = Path.Combine(output.FullName, name);

    /// <summary>Writes it all, or nothing.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="PbmException">The name, the version or the model file is no good, or the folder exists.</exception>
    internal async Task<IReadOnlyList<string>> WriteAsync(string program, CancellationToken cancellation)
    {
        Check();
        var scratch = Directory.CreateTempSubdirectory("pbm-new-");
        try
        {
            var draft = scratch.CreateSubdirectory(name);
            source.CopyTo(Path.Combine(draft.CreateSubdirectory(version).FullName, $"model{source.Extension}"));
            var sample = await TakeSampleAsync(program, draft, cancellation);
            var samples = draft.CreateSubdirectory("samples").FullName;
            await File.WriteAllTextAsync(Path.Combine(samples, "example.json"), sample.ToJsonString(Indented) + "\n", cancellation);
            await File.WriteAllTextAsync(Path.Combine(draft.FullName, "model.json"), "{\n}\n", cancellation);
            await File.WriteAllTextAsync(Path.Combine(draft.FullName, "README.md"), Readme(), cancellation);
            return Move(draft);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private void Check()
    {
        ScaffoldRules.Check(name, version, Folder);
        if (!source.Exists)
            throw new PbmException(ExitCode.WrongUsage, $"no such file: {source.FullName}");
    }

    private async Task<JsonObject> TakeSampleAsync(string program, DirectoryInfo draft, CancellationToken cancellation)
    {
        await using var node = await TrialNode.StartAsync(program, [draft], allowCode: false, cancellation);
        if (await node.SettleAsync(cancellation) is not [{ IsReady: true }])
            throw new PbmException(ExitCode.Failed, $"{source.FullName} cannot be served: {await node.WhyNotAsync(cancellation)}");
        var metadata = await node.Client.GetAsync($"/v2/models/{name}", cancellation);
        var request = new JsonObject { ["inputs"] = new JsonArray([.. metadata!["inputs"]!.AsArray().Select(input => (JsonNode)TrialInput.Of(input!.AsObject()))]) };
        var answer = await node.Client.AskAsync(HttpMethod.Post, $"/v2/models/{name}/infer", request, cancellation);
        return new JsonObject
        {
            ["description"] = "What the model answered when this folder was made. Put a request in its place that means something.",
            ["request"] = request,
            ["expected"] = new JsonObject { ["outputs"] = answer!["outputs"]!.DeepClone() },
        };
    }

    private string[] Move(DirectoryInfo draft)
    {
        var files = draft.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(draft.FullName, file.FullName)).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            var target = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(Path.Combine(draft.FullName, file), target);
        }

        return [.. files.Select(file => Path.Combine(Folder, file))];
    }

    private string Readme() =>
        $"""
        # {name}

        What the model does, from what data, and how well: say it here.

        - `{version}/` holds version {version}. A newer version is a folder beside it; it serves once its samples pass.
        - `samples/` holds requests and what they must give: the smoke test of every version.
        - `model.json` holds settings where the defaults do not fit: labels, batching, queues, threads.

        """;
}
