using System.Text;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Tests.Repository;

public sealed class UploadedModelsTests
{
    private static readonly ModelName Iris = ModelName.Parse("iris");

    private static Dictionary<string, ReadOnlyMemory<byte>> Files(params string[] paths) =>
        paths.ToDictionary(path => path, path => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(path), StringComparer.Ordinal);

    [Fact]
    public async Task Take_the_place_of_the_repository_until_removed()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/2/model.onnx");
        await watched.StartAsync();
        watched.Uploads.Store(Iris, Files("7/model.onnx")).ShouldBeNull();
        await watched.RefreshAsync();
        watched.Versions("iris").ShouldBe(["7"]);
        watched["iris"].Problem.ShouldBeNull();
        File.ReadAllText(watched["iris"].Found[0].Path).ShouldBe("7/model.onnx");
        watched.Uploads.Remove(Iris);
        await watched.RefreshAsync();
        watched.Versions("iris").ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Replace_one_another_and_bring_models_the_repository_does_not_have()
    {
        await using var watched = new WatchedFolders();
        await watched.StartAsync();
        watched.Uploads.Store(Iris, Files("1/model.onnx")).ShouldBeNull();
        await watched.RefreshAsync();
        var first = watched["iris"].Found[0];
        watched.Uploads.Store(Iris, Files("1/model.onnx", "2/model.onnx")).ShouldBeNull();
        await watched.RefreshAsync();
        watched.Versions("iris").ShouldBe(["1", "2"]);
        watched["iris"].Found[0].ShouldNotBe(first);
        File.Exists(first.Path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../1/model.onnx")]
    [InlineData("1/../../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("1//model.onnx")]
    [InlineData("1\\model.onnx")]
    [InlineData("1/.hidden")]
    [InlineData("")]
    [InlineData("1/")]
    [InlineData("a/b/c/d/e")]
    [InlineData("1/mod\0el.onnx")]
    public void Are_refused_with_a_path_that_could_leave_the_folder(string path)
    {
        using var folder = new TempFolder();
        var uploads = new UploadedModels(folder.Root);
        uploads.Store(Iris, Files("1/model.onnx", path))!.ShouldContain("is not allowed as a file's path");
        uploads.Folders.ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Are_refused_when_too_large_or_none()
    {
        using var folder = new TempFolder();
        var uploads = new UploadedModels(folder.Root, maxBytes: 10);
        uploads.Store(Iris, Files("1/model.onnx")).ShouldBe("the files are 12 bytes together; at most 10 are allowed");
        uploads.Store(Iris, Files()).ShouldBe("0 files were given; 1 to 1,000 are allowed");
    }

    [Fact]
    public void Are_forgotten_at_the_next_start()
    {
        using var folder = new TempFolder();
        new UploadedModels(folder.Root).Store(Iris, Files("1/model.onnx")).ShouldBeNull();
        new UploadedModels(folder.Root).Folders.ShouldBeEmpty();
        Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }
}
