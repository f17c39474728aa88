using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>Images, pods, services and policies agree on ports.</summary>
public sealed partial class PortTests
{
    [Theory]
    [InlineData("node", "docker/Dockerfile")]
    [InlineData("lighthouse", "lighthouse/Dockerfile")]
    public void Pods_open_the_ports_of_their_image(string name, string dockerfile)
    {
        var exposed = Exposed().Match(File.ReadAllText(Path.Combine(Project.Root, dockerfile))).Groups["ports"].Value.Split(' ')
            .Select(port => int.Parse(port, CultureInfo.InvariantCulture));
        Manifests.Base<V1StatefulSet>(name).Container().Ports.Select(port => port.ContainerPort).ShouldBe(exposed, ignoreOrder: true);
    }

    [Theory]
    [InlineData("node", "docker/Dockerfile")]
    [InlineData("lighthouse", "lighthouse/Dockerfile")]
    public void Pods_run_as_the_user_of_their_image(string name, string dockerfile)
    {
        var user = User().Match(File.ReadAllText(Path.Combine(Project.Root, dockerfile))).Groups;
        var context = Manifests.Base<V1StatefulSet>(name).Spec.Template.Spec.SecurityContext;
        $"{context.RunAsUser}:{context.RunAsGroup}".ShouldBe($"{user["user"].Value}:{user["group"].Value}");
        context.FsGroup.ShouldBe(context.RunAsGroup, "volumes are to be writable");
    }

    [Fact]
    public void Services_lead_to_ports_of_the_pods_that_they_choose()
    {
        var services = Manifests.Base<V1Service>();
        services.Count.ShouldBe(3);
        foreach (var service in services)
        {
            var pods = Manifests.Selected(service.Spec.Selector).ShouldHaveSingleItem();
            var ports = pods.Container().Ports.ToDictionary(port => port.Name, port => port.ContainerPort, StringComparer.Ordinal);
            foreach (var port in service.Spec.Ports)
                ports[port.TargetPort.Value].ShouldBe(port.Port, $"{service.Metadata.Name}: {port.Name}");
        }
    }

    /// <summary>null: everybody.</summary>
    [Theory]
    [InlineData("node", "http", null)]
    [InlineData("node", "deployments", null)]
    [InlineData("node", "link", "node")]
    [InlineData("lighthouse", "client", "node")]
    [InlineData("lighthouse", "peer", "lighthouse")]
    public void A_port_is_open_to_those_alone_that_need_it(string name, string port, string? from)
    {
        var policy = Manifests.Base<V1NetworkPolicy>(name).Spec;
        policy.PolicyTypes.ShouldBe(["Ingress"]);
        Manifests.Selected(policy.PodSelector.MatchLabels).ShouldHaveSingleItem().Metadata.Name.ShouldBe(name);
        var rule = policy.Ingress.Where(rule => rule.Ports.Any(open => open.Port.Value == port)).ShouldHaveSingleItem();
        if (from is null)
            rule.FromProperty.ShouldBeNull();
        else
            Manifests.Selected(rule.FromProperty.ShouldHaveSingleItem().PodSelector.MatchLabels).ShouldHaveSingleItem().Metadata.Name.ShouldBe(from);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("lighthouse")]
    public void Policies_name_every_port_and_no_other(string name) =>
        Manifests.Base<V1NetworkPolicy>(name).Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value)
            .ShouldBe(Manifests.Base<V1StatefulSet>(name).Container().Ports.Select(port => port.Name), ignoreOrder: true);

    [GeneratedRegex(@"^EXPOSE (?<ports>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exposed();

    [GeneratedRegex(@"^USER (?<user>\d+):(?<group>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex User();
}
