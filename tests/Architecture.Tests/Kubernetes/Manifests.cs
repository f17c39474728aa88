using k8s;
using k8s.Models;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>
/// What lies below <c>docker/kubernetes</c>, read by Kubernetes' own client, strictly: a field that Kubernetes does not know, or has
/// twice, and a value of the wrong type, throw.
/// </summary>
internal static class Manifests
{
    internal static string Folder { get; } = Path.Combine(Project.Root, "docker", "kubernetes");

    /// <summary>The files that Kubernetes gets, patches among them, relative to the folder.</summary>
    internal static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path))
            .Where(file => Path.GetFileName(file) is not (Kustomization.FileName or "adapter.yaml"))
            .Order(StringComparer.Ordinal),
    ];

    internal static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Read(string file) => Parse(Text(file));

    internal static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Parse(string yaml) =>
        [.. KubernetesYaml.LoadAllFromString(yaml, null, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    internal static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>All of a kind that are in the base, which is whole in itself.</summary>
    internal static IReadOnlyList<T> Base<T>()
        where T : IKubernetesObject<V1ObjectMeta> =>
        [.. Files.Where(file => file.StartsWith("base/", StringComparison.Ordinal)).SelectMany(Read).OfType<T>()];

    internal static T Base<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> =>
        Base<T>().Single(manifest => manifest.Metadata.Name == name);

    /// <summary>Whether a selector chooses pods with these labels.</summary>
    internal static bool Selects(IDictionary<string, string> selector, IDictionary<string, string> labels) =>
        selector.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);

    /// <summary>The pods of the base that a selector chooses.</summary>
    internal static IEnumerable<V1StatefulSet> Selected(IDictionary<string, string> selector) =>
        Base<V1StatefulSet>().Where(set => Selects(selector, set.Spec.Template.Metadata.Labels));

    internal static V1Container Container(this V1StatefulSet set) => set.Spec.Template.Spec.Containers.Single();
}
