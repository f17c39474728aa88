using k8s.Models;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>The nodes and the lighthouse: chosen by their labels, watched by their probes, allowed nothing that they do not need.</summary>
public sealed class WorkloadTests
{
    public static TheoryData<string> Workloads() => ["node", "lighthouse"];

    [Fact]
    public void There_are_no_others() =>
        Manifests.Base<V1StatefulSet>().Select(set => set.Metadata.Name).ShouldBe(Workloads().Select(row => row.Data), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Workloads))]
    public void It_has_its_pods_a_service_and_a_budget_for_itself(string name)
    {
        var set = Manifests.Base<V1StatefulSet>(name);
        Manifests.Selected(set.Spec.Selector.MatchLabels).ShouldHaveSingleItem().Metadata.Name.ShouldBe(name);

        var service = Manifests.Base<V1Service>(set.Spec.ServiceName);
        service.Spec.ClusterIP.ShouldBe("None");
        service.Spec.PublishNotReadyAddresses.ShouldBe(true, "they find each other before they are ready");
        Manifests.Selected(service.Spec.Selector).ShouldHaveSingleItem().Metadata.Name.ShouldBe(name);

        var budget = Manifests.Base<V1PodDisruptionBudget>(name);
        Manifests.Selected(budget.Spec.Selector.MatchLabels).ShouldHaveSingleItem().Metadata.Name.ShouldBe(name);
        budget.Spec.MaxUnavailable.Value.ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Probes_ask_at_ports_that_are_there(string name)
    {
        var container = Manifests.Base<V1StatefulSet>(name).Container();
        V1Probe?[] probes = [container.StartupProbe, container.ReadinessProbe, container.LivenessProbe];
        probes.ShouldAllBe(probe => probe != null);
        probes.Select(probe => probe!.HttpGet?.Port ?? probe.TcpSocket?.Port).OfType<IntOrString>()
            .Select(port => port.Value).Except(container.Ports.Select(port => port.Name), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Probes_of_a_node_ask_what_it_answers()
    {
        var container = Manifests.Base<V1StatefulSet>("node").Container();
        container.StartupProbe.HttpGet.Path.ShouldBe("/v2/health/live");
        container.LivenessProbe.HttpGet.Path.ShouldBe("/v2/health/live", "a node whose models are bad is not mended by a restart");
        container.ReadinessProbe.HttpGet.Path.ShouldBe("/v2/health/ready");
        var routes = File.ReadAllText(Path.Combine(Project.Root, "src", "Api", "Http", "OpenInferenceRoutes.cs"));
        routes.ShouldContain("\"/v2/health/live\"");
        routes.ShouldContain("\"/v2/health/ready\"");
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void It_may_do_no_more_than_it_needs(string name)
    {
        var pod = Manifests.Base<V1StatefulSet>(name).Spec.Template.Spec;
        pod.AutomountServiceAccountToken.ShouldBe(false);
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
        (pod.HostNetwork ?? pod.HostPID ?? pod.HostIPC).ShouldBeNull();
        var container = pod.Containers.ShouldHaveSingleItem();
        container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
        container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
        container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        container.SecurityContext.Capabilities.Add.ShouldBeNull();
        container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true);
        container.Resources.Limits.Keys.ShouldContain("memory", StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Every_volume_is_mounted_and_every_mount_has_a_volume(string name)
    {
        var spec = Manifests.Base<V1StatefulSet>(name).Spec;
        var volumes = (spec.Template.Spec.Volumes ?? []).Select(volume => volume.Name)
            .Concat(spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name));
        spec.Template.Spec.Containers.Single().VolumeMounts.Select(mount => mount.Name).ShouldBe(volumes, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void It_is_spread_over_machines(string name)
    {
        var set = Manifests.Base<V1StatefulSet>(name);
        var pod = set.Spec.Template.Spec;
        var apart = pod.TopologySpreadConstraints?.Select(spread => (spread.TopologyKey, spread.LabelSelector))
            ?? pod.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution.Select(term => term.PodAffinityTerm)
                .Select(term => (term.TopologyKey, term.LabelSelector));
        var (key, selector) = apart.ShouldHaveSingleItem();
        key.ShouldBe("kubernetes.io/hostname");
        Manifests.Selected(selector.MatchLabels).ShouldHaveSingleItem().Metadata.Name.ShouldBe(name);
    }
}
