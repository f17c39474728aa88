using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>A <c>kustomization.yaml</c>, as far as we use what kustomize knows; anything else in it throws.</summary>
internal sealed class Kustomization
{
    internal const string FileName = "kustomization.yaml";

    private static readonly IDeserializer Reader =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public List<string> Resources { get; set; } = [];

    public List<Patch> Patches { get; set; } = [];

    public List<Generator> ConfigMapGenerator { get; set; } = [];

    public List<Image> Images { get; set; } = [];

    /// <summary>The files that it takes in.</summary>
    internal IEnumerable<string> Files =>
        [.. Resources, .. Patches.Select(patch => patch.Path).OfType<string>(), .. ConfigMapGenerator.SelectMany(generator => generator.Envs)];

    internal static Kustomization Read(string folder) => Reader.Deserialize<Kustomization>(Manifests.Text(Path.Combine(folder, FileName)));

    internal sealed class Patch
    {
        public string? Path { get; set; }

        [YamlMember(Alias = "patch")]
        public string? Text { get; set; }

        public Dictionary<string, string> Target { get; set; } = [];
    }

    internal sealed class Generator
    {
        public string Name { get; set; } = "";

        public List<string> Envs { get; set; } = [];
    }

    internal sealed class Image
    {
        public string Name { get; set; } = "";

        public string NewTag { get; set; } = "";
    }
}
