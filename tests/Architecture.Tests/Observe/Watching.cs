using System.Text.Json;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ModelCluster.Architecture.Tests.Observe;

/// <summary>The files below <c>docker/observe</c>.</summary>
internal static class Watching
{
    internal static string Folder { get; } = Path.Combine(Project.Root, "docker", "observe");

    internal static IReadOnlyList<Rule> Rules { get; } =
        [.. new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build()
            .Deserialize<RuleFile>(Text("rules.yaml")).Groups.SelectMany(group => group.Rules)];

    internal static JsonElement Dashboard { get; } = JsonDocument.Parse(Text("grafana/modelcluster.json")).RootElement;

    /// <summary>What the dashboard's panels ask.</summary>
    internal static IReadOnlyList<string> Questions { get; } =
        [.. Dashboard.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!)];

    internal static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    internal sealed class RuleFile
    {
        public List<Group> Groups { get; set; } = [];
    }

    internal sealed class Group
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class Rule
    {
        public string? Record { get; set; }

        public string? Alert { get; set; }

        public string Expr { get; set; } = "";

        public string For { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
