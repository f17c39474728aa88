using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Node.Deployments;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Tests.Repository;

namespace ModelCluster.Node.Tests.Deployments;

public sealed class ImageResolverTests
{
    [Theory]
    [InlineData("iris", "iris/10/model.onnx")]
    [InlineData("iris:latest", "iris/10/model.onnx")]
    [InlineData("iris:9", "iris/9/model.onnx")]
    [InlineData("iris:9.x", "iris/9.1.2/net.onnx")]
    [InlineData("team/sub/iris", "team/sub/iris/1/model.onnx")]
    [InlineData("flat", "flat/only.onnx")]
    [InlineData("file", "file.onnx")]
    public void An_image_is_the_newest_version_that_its_tag_allows(string image, string file)
    {
        using var folder = Filled();
        Find(folder, image, out _)!.File.ShouldBe(folder.At(file));
    }

    [Theory]
    [InlineData("iris:7", "9, 9.1.2, 10")]
    [InlineData("nobody", "nobody/<version>/model.onnx")]
    [InlineData("team", "not in the repository")]
    [InlineData("empty", "not in the repository")]
    public void What_is_not_there_is_said_with_what_is(string image, string named)
    {
        using var folder = Filled();
        Find(folder, image, out var problem).ShouldBeNull();
        problem.ShouldContain(named);
    }

    [Fact]
    public void A_record_keeps_its_version_and_is_found_where_the_repository_is_now()
    {
        using var folder = Filled();
        var settings = new DeploymentSettings { BuildId = "b", RunId = "r", Image = "iris" };
        var record = new DeploymentRecord("m", 1, "id", default, settings, "9.0.0", "/elsewhere/iris/9/model.onnx", "", "{}");
        Resolver(folder).TryFind(record, out var image).ShouldBeTrue();
        image!.File.ShouldBe(folder.At("iris/9/model.onnx"));
        folder.Delete("iris/9");
        Resolver(folder).TryFind(record, out _).ShouldBeFalse();
    }

    [Fact]
    public void Files_that_belong_to_a_model_count_for_its_size()
    {
        using var folder = Filled();
        folder.Write("iris/10/weights.bin", new string('x', 1_000));
        Find(folder, "iris", out _)!.Bytes.ShouldBe(1_001);
    }

    private static TempFolder Filled()
    {
        var folder = new TempFolder();
        foreach (var file in new[] { "iris/9/model.onnx", "iris/10/model.onnx", "iris/9.1.2/net.onnx", "iris/latest/model.onnx", "team/sub/iris/1/model.onnx", "flat/only.onnx", "file.onnx" })
            folder.Write(file);
        folder.Make("empty");
        return folder;
    }

    private static ResolvedImage? Find(TempFolder folder, string image, out string problem)
    {
        ImageReference.TryParse(image, out var reference, out _).ShouldBeTrue();
        return Resolver(folder).Find(reference, out problem);
    }

    private static ImageResolver Resolver(TempFolder folder) => new(Options.Create(new RepositoryOptions { Folders = [folder.Root] }));
}
