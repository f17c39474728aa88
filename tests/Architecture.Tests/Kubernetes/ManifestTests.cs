using System.Text.RegularExpressions;
using System.Xml.Linq;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ModelCluster.Architecture.Tests.Kubernetes;

/// <summary>Each file for itself: Kubernetes reads it, kustomize finds it.</summary>
public sealed partial class ManifestTests
{
    public static TheoryData<string> Files() => [.. Manifests.Files];

    public static TheoryData<string> Folders() =>
        [.. Directory.EnumerateFiles(Manifests.Folder, Kustomization.FileName, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Manifests.Folder, Path.GetDirectoryName(path)!))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Kubernetes_knows_every_field(string file)
    {
        var read = Manifests.Read(file);
        read.ShouldNotBeEmpty();
        read.ShouldAllBe(manifest => manifest.Metadata.Name != null);
        read.ShouldAllBe(manifest => manifest.Metadata.NamespaceProperty == null, "who applies it says the namespace");
        read.ShouldAllBe(manifest => manifest.Kind != V1Secret.KubeKind, "secrets are not kept here");
    }

    /// <summary>The client takes what looks like a number for a text, too; Kubernetes does not.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Values_that_must_be_texts_are_texts(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Manifests.Text(file)));
        stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlMappingNode>()
            .SelectMany(Texts)
            .Where(value => value.Style == ScalarStyle.Plain && NoText().IsMatch(value.Value!))
            .Select(value => $"{file}:{value.Start.Line} {value.Value}")
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Kustomize_takes_in_what_lies_beside_it(string folder)
    {
        var beside = Directory.EnumerateFiles(Path.Combine(Manifests.Folder, folder)).Select(path => Path.GetFileName(path)!)
            .Except([Kustomization.FileName, "adapter.yaml"], StringComparer.Ordinal);
        Kustomization.Read(folder).Files.ShouldBe(beside, ignoreOrder: true);
    }

    [Fact]
    public void Images_have_this_version()
    {
        var version = XDocument.Load(Path.Combine(Project.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        var images = Kustomization.Read("base").Images;
        images.ShouldAllBe(image => image.NewTag == version);
        images.Select(image => image.Name).ShouldBe(Manifests.Base<V1StatefulSet>().Select(set => set.Container().Image), ignoreOrder: true);
    }

    /// <summary>The values of variables, labels and annotations that a mapping holds.</summary>
    private static IEnumerable<YamlScalarNode> Texts(YamlMappingNode mapping) => mapping.Children.SelectMany(child => $"{child.Key}" switch
    {
        "labels" or "annotations" or "matchLabels" when child.Value is YamlMappingNode texts => texts.Children.Values.OfType<YamlScalarNode>(),
        "env" when child.Value is YamlSequenceNode variables => variables.Children.OfType<YamlMappingNode>()
            .SelectMany(variable => variable.Children)
            .Where(part => part.Key is YamlScalarNode { Value: "value" })
            .Select(part => part.Value).OfType<YamlScalarNode>(),
        _ => [],
    });

    [GeneratedRegex(@"^(true|false|yes|no|on|off|null|~|[-+]?[0-9][0-9_.eE+-]*|0x[0-9a-fA-F]+)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoText();
}
