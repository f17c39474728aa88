namespace ModelCluster.Node.Tests.Repository;

public sealed class FolderLayoutTests
{
    [Fact]
    public async Task Finds_versions_however_they_are_written()
    {
        await using var watched = new WatchedFolders();
        foreach (var version in new[] { "1", "1.2", "1.2.3", "00000123" })
            watched.Folder.Write($"digits/{version}/model.onnx");
        await watched.StartAsync();
        watched.Versions("digits").ShouldBe(["1", "1.2", "1.2.3", "123"]);
        watched["digits"].Problem.ShouldBeNull();
        watched["digits"].Found[3].Path.ShouldBe(watched.Folder.At("digits/00000123/model.onnx"));
    }

    [Fact]
    public async Task Leaves_out_two_folders_of_one_version_and_names_both()
    {
        await using var watched = new WatchedFolders();
        foreach (var version in new[] { "1", "001", "2" })
            watched.Folder.Write($"digits/{version}/model.onnx");
        watched.Folder.Write("iris/1/model.onnx");
        await watched.StartAsync();
        watched.Versions("digits").ShouldBe(["2"]);
        watched["digits"].Problem.ShouldBe("digits: folders '001' and '1' mean the same version, so none is served; keep one of them");
        watched["iris"].Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Takes_a_file_without_any_folder_as_version_1()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("alone.onnx");
        watched.Folder.Write("flat/model.onnx");
        watched.Folder.Write("named/net.onnx");
        await watched.StartAsync();
        foreach (var model in new[] { "alone", "flat", "named" })
            watched.Versions(model).ShouldBe(["1"], model);
        watched["named"].Found[0].Path.ShouldEndWith("net.onnx");
    }

    [Fact]
    public async Task Takes_the_only_model_file_of_a_version_whatever_its_name()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("one/1/net.onnx");
        watched.Folder.Write("two/1/a.onnx");
        watched.Folder.Write("two/1/b.onnx");
        watched.Folder.Write("both/1/a.onnx");
        watched.Folder.Write("both/1/model.onnx");
        Directory.SetLastWriteTimeUtc(watched.Folder.At("two/1"), TempFolder.LongAgo);
        await watched.StartAsync();
        watched["one"].Found[0].Path.ShouldEndWith("net.onnx");
        watched["both"].Found[0].Path.ShouldEndWith("model.onnx");
        watched["two"].Found.ShouldBeEmpty();
        watched["two"].Problem.ShouldBe("two/1: has no model.onnx, and a.onnx, b.onnx are too many to choose from; name one of them model.onnx");
    }

    [Fact]
    public async Task Says_what_an_empty_folder_lacks()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Make("empty");
        watched.Folder.Make("hollow/1");
        watched.Folder.Write("hollow/2/model.onnx");
        await watched.StartAsync();
        watched["empty"].Problem!.ShouldContain("has no version: expected empty/<version>/model.onnx");
        watched["hollow"].Problem.ShouldBe("hollow/1: has no model.onnx");
        watched.Versions("hollow").ShouldBe(["2"]);
    }

    [Fact]
    public async Task Ignores_what_is_hidden_or_half_made()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("digits/1/model.onnx");
        watched.Folder.Write("digits/.2/model.onnx");
        watched.Folder.Write("digits/3.tmp/model.onnx");
        watched.Folder.Write(".git/1/model.onnx");
        watched.Folder.Write("copy.tmp/1/model.onnx");
        watched.Folder.Write("README.md");
        await watched.StartAsync();
        watched.Last.Count.ShouldBe(1);
        watched.Versions("digits").ShouldBe(["1"]);
        watched["digits"].Problem.ShouldBeNull();
        watched.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Warns_once_of_a_folder_that_is_no_model()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("no model/1/model.onnx");
        watched.Folder.Write("iris/1/model.onnx");
        await watched.StartAsync();
        await watched.ScanAsync();
        watched.Last.Keys.ShouldHaveSingleItem().Value.ShouldBe("iris");
        watched.Log.Warnings.ShouldHaveSingleItem().ShouldContain("'no model' is not a model name");
    }

    [Theory]
    [InlineData("team/iris/1/model.onnx")]
    [InlineData("team/flat/model.onnx")]
    [InlineData("team/sub/iris/2/model.onnx")]
    public async Task Takes_a_folder_of_models_for_no_model_and_for_no_problem(string grouped)
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write(grouped);
        await watched.StartAsync();
        watched.Last.Keys.ShouldHaveSingleItem().Value.ShouldBe("iris");
    }

    [Fact]
    public async Task Calls_a_folder_that_is_no_version_a_problem_of_its_model()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/latest/model.onnx");
        watched.Folder.Write("iris/stray.onnx");
        await watched.StartAsync();
        watched.Versions("iris").ShouldBe(["1"]);
        watched["iris"].Problem!.ShouldContain("folder 'latest' is not a version");
        watched["iris"].Problem!.ShouldContain("stray.onnx beside the version folders is not served");
    }

    [Fact]
    public async Task Serves_the_first_of_two_models_of_one_name_and_says_so()
    {
        await using var watched = new WatchedFolders("a", "b");
        watched.Folder.Write("a/iris/1/model.onnx");
        watched.Folder.Write("b/iris/2/model.onnx");
        watched.Folder.Write("b/digits/1/model.onnx");
        await watched.StartAsync();
        watched.Versions("iris").ShouldBe(["1"]);
        watched["iris"].Problem!.ShouldContain(watched.Folder.At("b/iris"));
        watched["digits"].Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Follows_links()
    {
        await using var watched = new WatchedFolders("repository");
        watched.Folder.Write("store/net.bin", "four");
        Directory.CreateDirectory(watched.Folder.At("repository/linked/1"));
        File.CreateSymbolicLink(watched.Folder.At("repository/linked/1/model.onnx"), watched.Folder.At("store/net.bin"));
        Directory.CreateSymbolicLink(watched.Folder.At("repository/folder"), watched.Folder.At("repository/linked"));
        await watched.StartAsync();
        watched.Versions("linked").ShouldBe(["1"]);
        watched.Versions("folder").ShouldBe(["1"]);
        watched["linked"].Found[0].Stamp.ShouldContain(":4:");
    }

    [Fact]
    public async Task Keeps_the_trouble_of_a_dangling_link_to_its_own_version()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        Directory.CreateDirectory(watched.Folder.At("iris/2"));
        File.CreateSymbolicLink(watched.Folder.At("iris/2/model.onnx"), watched.Folder.At("nowhere"));
        await watched.StartAsync();
        watched.Versions("iris").ShouldBe(["1"]);
        watched["iris"].Problem!.ShouldStartWith("iris/2: cannot be read");
    }
}
