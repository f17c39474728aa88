using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>What the manifests tell the programs is what the programs listen to, and agrees with the rest of the manifests.</summary>
public sealed partial class NodeSettingsTests
{
    private static readonly Dictionary<string, string> Settings = Manifests.Text(Path.Combine("base", "settings.env")).Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static V1StatefulSet Node => Manifests.Base<V1StatefulSet>("node");

    private static V1StatefulSet Lighthouse => Manifests.Base<V1StatefulSet>("lighthouse");

    /// <summary>docs/settings.md has all of them: another test holds it to the node.</summary>
    [Fact]
    public void Nodes_know_every_setting()
    {
        var known = Variables(File.ReadAllText(Path.Combine(Project.Root, "docs", "settings.md"))).ToHashSet(StringComparer.Ordinal);
        known.Count.ShouldBeGreaterThan(50);
        var used = Manifests.Files.SelectMany(file => Variables(Manifests.Text(file))).Concat(Settings.Keys).ToList();
        used.Count.ShouldBeGreaterThan(5);
        used.Where(variable => !known.Contains(Index().Replace(variable, "__0"))).ShouldBeEmpty();
    }

    [Fact]
    public void Nodes_get_the_settings_of_all()
    {
        Node.Container().EnvFrom.ShouldHaveSingleItem().ConfigMapRef.Name
            .ShouldBe(Kustomization.Read("base").ConfigMapGenerator.ShouldHaveSingleItem().Name);
        Node.Container().Env.Select(variable => variable.Name).Intersect(Settings.Keys, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void The_lighthouse_s_image_knows_its_settings()
    {
        var known = File.ReadAllText(Path.Combine(Project.Root, "lighthouse", "entrypoint"));
        Lighthouse.Container().Env.Select(variable => variable.Name).ShouldAllBe(name => known.Contains($"${{{name}:-", StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_ask_every_member_of_the_lighthouse()
    {
        var members = Enumerable.Range(0, Lighthouse.Spec.Replicas!.Value).Select(index => $"lighthouse-{index}").ToList();
        (members.Count % 2).ShouldBe(1, "an even number bears no more losses than one less");
        Settings["MODELCLUSTER__CLUSTER__LIGHTHOUSE"].Split(',').ShouldBe(members.Select(member => $"http://{member}.lighthouse:2379"));
        Lighthouse.Container().Env.Single(variable => variable.Name == "LIGHTHOUSE_MEMBERS").Value.Split(',')
            .ShouldBe(members.Select(member => $"{member}=http://{member}.lighthouse:2380"));
        Lighthouse.Spec.ServiceName.ShouldBe("lighthouse");
    }

    [Fact]
    public void Nodes_call_each_other_by_names_that_their_service_gives()
    {
        Node.Container().Env.Single(variable => variable.Name == "MODELCLUSTER__CLUSTER__ADVERTISEDHOST").Value
            .ShouldBe($"$(POD_NAME).{Node.Spec.ServiceName}");
        // a variable that uses another comes after it
        Node.Container().Env[0].Name.ShouldBe("POD_NAME");
    }

    [Fact]
    public void The_secret_is_where_nodes_look_for_it_and_how_the_page_makes_it()
    {
        var volume = Node.Spec.Template.Spec.Volumes.Single(volume => volume.Secret is not null);
        var mount = Node.Container().VolumeMounts.Single(mount => mount.Name == volume.Name);
        var item = volume.Secret.Items.ShouldHaveSingleItem();
        Settings["MODELCLUSTER__CLUSTER__SECRETFILE"].ShouldBe($"{mount.MountPath}/{item.Path}");

        var journal = Node.Container().Env.Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>().ShouldHaveSingleItem();
        journal.Name.ShouldBe(volume.Secret.SecretName);
        var page = File.ReadAllText(Path.Combine(Project.Root, "docs", "kubernetes.md"));
        page.ShouldContain($"create secret generic {journal.Name} ");
        page.ShouldContain($"--from-literal={item.Key}=");
        page.ShouldContain($"--from-literal={journal.Key}=");
    }

    [Fact]
    public void A_node_has_time_to_stop()
    {
        var pause = Node.Container().Lifecycle.PreStop.Exec.Command;
        pause[0].ShouldBe("sleep");
        var needed = Seconds(pause[1]) + Seconds(Settings["MODELCLUSTER__SERVING__SHUTDOWNSECONDS"]);
        Node.Spec.Template.Spec.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(needed + 10);
    }

    private static int Seconds(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Variables(string text) => Variable().Matches(text).Select(variable => variable.Value);

    [GeneratedRegex(@"MODELCLUSTER__\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"__\d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Index();
}
