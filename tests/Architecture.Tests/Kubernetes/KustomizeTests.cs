using k8s;
using k8s.Models;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>What kustomize makes of the files, as <c>kubectl apply -k</c> would send it; nothing is sent anywhere.</summary>
public sealed class KustomizeTests
{
    [Fact]
    public async Task The_base_is_whole()
    {
        var built = await BuildAsync();
        var nodes = built.OfType<V1StatefulSet>().Single(set => set.Metadata.Name == "node");
        nodes.Spec.Replicas.ShouldBe(3);
        built.OfType<V1StatefulSet>().ShouldAllBe(set => set.Container().Image.Contains(':', StringComparison.Ordinal));
        nodes.Container().EnvFrom.ShouldHaveSingleItem().ConfigMapRef.Name
            .ShouldBe(built.OfType<V1ConfigMap>().ShouldHaveSingleItem().Metadata.Name.ShouldNotBeNull());
    }

    [Fact]
    public async Task All_components_go_together()
    {
        var built = await BuildAsync("autoscale", "shared-models");
        var nodes = built.OfType<V1StatefulSet>().Single(set => set.Metadata.Name == "node");
        nodes.Spec.Replicas.ShouldBeNull();
        var claim = nodes.Spec.Template.Spec.Volumes
            .Select(volume => volume.PersistentVolumeClaim).OfType<V1PersistentVolumeClaimVolumeSource>().ShouldHaveSingleItem();
        claim.ClaimName.ShouldBe(built.OfType<V1PersistentVolumeClaim>().ShouldHaveSingleItem().Metadata.Name);
        nodes.Container().VolumeMounts.Select(mount => mount.MountPath).ShouldBe(["/data", "/secret", "/tmp", "/models"], ignoreOrder: true);
        nodes.Container().Env.Select(variable => variable.Name).ShouldContain("MODELCLUSTER__CLUSTER__NODE", StringComparer.Ordinal);
        built.OfType<V2HorizontalPodAutoscaler>().ShouldHaveSingleItem();
    }

    private static async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> BuildAsync(params string[] components)
    {
        var folder = Directory.CreateTempSubdirectory("modelcluster-kustomize-");
        try
        {
            var manifests = Path.GetRelativePath(folder.FullName, Manifests.Folder);
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, Kustomization.FileName),
            [
                "apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization",
                $"resources: [{manifests}/base]",
                $"components: [{string.Join(", ", components.Select(component => $"{manifests}/components/{component}"))}]",
            ]);
            var (exitCode, output) = await Tool.RunAsync("kubectl", "kustomize", folder.FullName);
            exitCode.ShouldBe(0, output);
            return Manifests.Parse(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
