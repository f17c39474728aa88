using k8s.Models;
using ModelCluster.Architecture.Tests.Observe;
using YamlDotNet.RepresentationModel;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>The autoscaler scales what is there by what nodes measure and the adapter brings.</summary>
public sealed class AutoscaleTests
{
    private const string Folder = "components/autoscale";

    private static V2HorizontalPodAutoscaler Autoscaler =>
        Manifests.Read($"{Folder}/autoscaler.yaml").ShouldHaveSingleItem().ShouldBeOfType<V2HorizontalPodAutoscaler>();

    private static string Metric => Autoscaler.Spec.Metrics.ShouldHaveSingleItem().Pods.Metric.Name;

    [Fact]
    public void It_scales_the_nodes()
    {
        var target = Autoscaler.Spec.ScaleTargetRef;
        var nodes = Manifests.Base<V1StatefulSet>(target.Name);
        (target.ApiVersion, target.Kind).ShouldBe((nodes.ApiVersion, nodes.Kind));
        Autoscaler.Spec.MinReplicas.ShouldBe(nodes.Spec.Replicas);
    }

    [Fact]
    public void Nothing_else_says_how_many_there_are()
    {
        var patch = Kustomization.Read(Folder).Patches.ShouldHaveSingleItem();
        patch.Target.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "StatefulSet", ["name"] = "node" });
        patch.Text.ShouldNotBeNull().ShouldContain("path: /spec/replicas");
    }

    [Fact]
    public void Nodes_measure_what_it_goes_by() => MetricNames.OfNodes.ShouldContain(Metric, StringComparer.Ordinal);

    [Fact]
    public void The_adapter_brings_it()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Manifests.Text($"{Folder}/adapter.yaml")));
        var rule = ((YamlSequenceNode)stream.Documents.ShouldHaveSingleItem().RootNode["rules"]).Children.ShouldHaveSingleItem();
        ((YamlScalarNode)rule["seriesQuery"]).Value.ShouldNotBeNull().ShouldStartWith(Metric + "{");
        ((YamlScalarNode)rule["name"]["matches"]).Value.ShouldBe($"^{Metric}$");
        ((YamlScalarNode)rule["metricsQuery"]).Value.ShouldNotBeNull().ShouldContain("<<.GroupBy>>");
        ((YamlScalarNode)rule["metricsQuery"]).Value.ShouldNotBeNull().ShouldContain("<<.Series>>{<<.LabelMatchers>>}");
    }
}
