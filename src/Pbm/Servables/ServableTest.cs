using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>Loads every version of a model folder in a <see cref="TrialNode"/> and sends it its samples.</summary>
/// <param name="folder">The model's folder.</param>
/// <param name="others">Folders of models that it needs.</param>
/// <param name="allowCode">Whether servables that are .NET code may run.</param>
internal sealed class ServableTest(DirectoryInfo folder, IReadOnlyList<DirectoryInfo> others, bool allowCode)
{
    /// <summary>What was tried, in order.</summary>
    /// <exception cref="PbmException">There is nothing to try, or the node did not start.</exception>
    internal async Task<IReadOnlyList<Check>> RunAsync(string program, CancellationToken cancellation)
    {
        foreach (var needed in others.Prepend(folder).Where(needed => !needed.Exists))
            throw new PbmException(ExitCode.WrongUsage, $"no such folder: {needed.FullName}");
        var model = folder.Name;
        await using var node = await TrialNode.StartAsync(program, others.Prepend(folder), allowCode, cancellation);
        var versions = (await node.SettleAsync(cancellation)).Where(entry => entry.Model == model).ToList();
        if (versions.Count == 0)
            return [Check.Failed(model, $"{folder.FullName} holds no version; a version is a folder such as 1 with a model file in it")];
        if (await LoadTheOthersAsync(node, versions, cancellation))
            versions = [.. (await node.SettleAsync(cancellation)).Where(entry => entry.Model == model)];
        var samples = SampleFile.ReadAll(folder);
        var checks = new List<Check>();
        foreach (var version in versions)
        {
            checks.Add(version.IsReady
                ? Check.Passed($"{model}:{version.Version} loads")
                : Check.Failed($"{model}:{version.Version} loads", version.Reason));
            foreach (var sample in version.IsReady ? samples : [])
            {
                if (await sample.TryAsync(node.Client, version, cancellation) is { } check)
                    checks.Add(check);
            }
        }

        return checks;
    }

    /// <summary>Loads the versions that the model's version policy leaves out: a test is of all of them.</summary>
    private static async Task<bool> LoadTheOthersAsync(TrialNode node, IReadOnlyList<VersionEntry> versions, CancellationToken cancellation)
    {
        var others = versions.Where(version => version.Reason.StartsWith("not wanted", StringComparison.Ordinal)).ToList();
        foreach (var version in others)
        {
            using var response = await node.Client.SendAsync(
                HttpMethod.Post, $"/v2/models/{version.Model}/versions/{version.Version}/load", content: null, cancellation);
        }

        return others.Count > 0;
    }
}
