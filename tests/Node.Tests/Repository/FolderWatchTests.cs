namespace ModelCluster.Node.Tests.Repository;

public sealed class FolderWatchTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Tells_the_full_set_at_a_change_and_nothing_without_one()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/model.json", """{"queue_limit": 5}""");
        watched.Folder.Write("digits/1/model.onnx");
        await watched.StartAsync();
        await watched.ScanAsync();
        await watched.ScanAsync();
        watched.Sets.Count.ShouldBe(1);
        watched.Folder.Write("iris/2/model.onnx");
        await watched.ScanAsync();
        watched.Sets.Count.ShouldBe(2);
        watched.Versions("iris").ShouldBe(["1", "2"]);
        watched.Versions("digits").ShouldBe(["1"]);
    }

    [Fact]
    public async Task Leaves_out_what_was_deleted()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/2/model.onnx");
        watched.Folder.Write("digits/1/model.onnx");
        await watched.StartAsync();
        watched.Folder.Delete("iris/1");
        watched.Folder.Delete("digits");
        await watched.ScanAsync();
        watched.Versions("iris").ShouldBe(["2"]);
        watched.Last.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Waits_until_a_new_file_has_settled()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        await watched.StartAsync();
        watched.Folder.Write("iris/2/model.onnx", "half", watched.Time.GetUtcNow().UtcDateTime.AddSeconds(5));
        await watched.ScanAsync();
        watched.Versions("iris").ShouldBe(["1"]);
        watched.Folder.Write("iris/2/model.onnx", "half and half", watched.Time.GetUtcNow().UtcDateTime + Settle);
        await watched.PassAsync(Settle);
        watched.Versions("iris").ShouldBe(["1"]);
        await watched.PassAsync(Settle);
        watched.Versions("iris").ShouldBe(["1", "2"]);
        watched["iris"].Found[1].Stamp.ShouldContain(":13:");
    }

    [Fact]
    public async Task Keeps_a_served_version_while_its_file_is_being_replaced()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        await watched.StartAsync();
        var before = watched["iris"].Found[0];
        watched.Folder.Write("iris/1/model.onnx", "replaced", watched.Time.GetUtcNow().UtcDateTime.AddSeconds(5));
        await watched.ScanAsync();
        watched["iris"].Found.ShouldBe([before]);
        await watched.PassAsync(Settle);
        watched["iris"].Found[0].Stamp.ShouldNotBe(before.Stamp, StringComparer.Ordinal);
        watched["iris"].Found[0].Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task The_first_set_waits_for_files_that_are_still_being_copied()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("digits/1/model.onnx", "x", watched.Time.GetUtcNow().UtcDateTime);
        await watched.StartAsync();
        watched.Sets.ShouldBeEmpty();
        await watched.PassAsync(Settle);
        watched.Sets.ShouldHaveSingleItem().Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_first_set_does_not_wait_for_ever_for_a_file_that_never_settles()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("digits/1/model.onnx", "x", watched.Time.GetUtcNow().UtcDateTime);
        await watched.StartAsync();
        for (var look = 0; look < 10; look++)
        {
            watched.Sets.ShouldBeEmpty();
            watched.Folder.Write("digits/1/model.onnx", "x", watched.Time.GetUtcNow().UtcDateTime.Add(Settle));
            await watched.PassAsync(Settle);
        }

        watched.Last.Keys.ShouldHaveSingleItem().Value.ShouldBe("iris");
    }

    [Fact]
    public async Task Waits_for_the_weights_that_lie_beside_a_model()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        await watched.StartAsync();
        watched.Folder.Write("big/1/model.onnx");
        watched.Folder.Write("big/1/model.onnx.data", "w", watched.Time.GetUtcNow().UtcDateTime.AddSeconds(5));
        await watched.ScanAsync();
        watched.Last.Keys.ShouldHaveSingleItem().Value.ShouldBe("iris");
        await watched.PassAsync(Settle);
        watched.Versions("big").ShouldBe(["1"]);
    }

    [Fact]
    public async Task Refresh_sees_what_is_there_and_waits_for_what_is_being_written()
    {
        await using var watched = new WatchedFolders();
        await watched.StartAsync();
        watched.Folder.Write("iris/1/model.onnx");
        await watched.RefreshAsync();
        watched.Versions("iris").ShouldBe(["1"]);
        watched.Folder.Write("iris/2/model.onnx", "x", watched.Time.GetUtcNow().UtcDateTime);
        var refresh = watched.BeginRefresh();
        while (!refresh.IsCompleted)
            await watched.PassAsync(Settle);
        watched.Versions("iris").ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Keeps_the_last_set_while_the_folder_is_gone_and_watches_on()
    {
        await using var watched = new WatchedFolders("a", "b");
        watched.Folder.Write("a/iris/1/model.onnx");
        watched.Folder.Write("b/digits/1/model.onnx");
        await watched.StartAsync();
        Directory.Move(watched.Folder.At("a"), watched.Folder.At("away"));
        watched.Folder.Write("b/digits/2/model.onnx");
        await watched.ScanAsync();
        await watched.ScanAsync();
        watched.Versions("iris").ShouldBe(["1"]);
        watched.Versions("digits").ShouldBe(["1", "2"]);
        watched.Log.Warnings.ShouldHaveSingleItem().ShouldContain("cannot be read");
        Directory.Move(watched.Folder.At("away"), watched.Folder.At("a"));
        watched.Folder.Write("a/iris/2/model.onnx");
        await watched.ScanAsync();
        watched.Versions("iris").ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Says_nothing_of_a_folder_missing_at_the_start_until_it_is_there()
    {
        await using var watched = new WatchedFolders("later");
        await watched.StartAsync();
        watched.Sets.ShouldBeEmpty();
        watched.Log.Warnings.ShouldHaveSingleItem().ShouldContain("later");
        watched.Folder.Write("later/iris/1/model.onnx");
        await watched.ScanAsync();
        watched.Versions("iris").ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_bad_configuration_keeps_the_last_good_one_until_it_is_mended()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/model.json", """{"queue_limit": 7}""");
        await watched.StartAsync();
        watched["iris"].Options.QueueLimit.ShouldBe(7);
        watched.Folder.Write("iris/model.json", """{"queue_limit": -12}""");
        await watched.ScanAsync();
        watched["iris"].Options.QueueLimit.ShouldBe(7);
        watched["iris"].Found.Count.ShouldBe(1);
        watched["iris"].Problem.ShouldBe(
            "iris/model.json: queue_limit is -12, but must be an integer from 1 to 1,000,000 (requests); the last good settings stay in use");
        watched.Folder.Write("iris/model.json", """{"queue_limit": 1200}""");
        await watched.ScanAsync();
        watched["iris"].Options.QueueLimit.ShouldBe(1200);
        watched["iris"].Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_configuration_that_was_never_good_leaves_the_defaults_and_the_versions()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/model.json", "{");
        await watched.StartAsync();
        watched["iris"].Options.QueueLimit.ShouldBe(1024);
        watched.Versions("iris").ShouldBe(["1"]);
        watched["iris"].Problem!.ShouldContain("model.json was never good, so the defaults are in use");
    }

    [Fact]
    public async Task Reads_labels_again_when_only_their_file_changed()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/model.json", """{"labels": {"y": "labels.txt"}}""");
        await watched.StartAsync();
        watched["iris"].Problem!.ShouldContain("labels.txt");
        watched.Folder.Write("iris/labels.txt", "setosa\nversicolor\n");
        await watched.ScanAsync();
        watched["iris"].Problem.ShouldBeNull();
        watched["iris"].Options.Labels["y"].ShouldBe(["setosa", "versicolor"]);
        watched.Folder.Write("iris/labels.txt", "a\nb\nc\n");
        await watched.ScanAsync();
        watched["iris"].Options.Labels["y"].ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Files_that_were_only_touched_give_the_same_settings_and_samples()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/labels.txt", "a\nb\n");
        watched.Folder.Write("iris/model.json", """{"image": {"mean": [1, 2, 3]}, "labels": {"y": "labels.txt"}}""");
        watched.Folder.Write("iris/samples/a.json", """{"request": {}, "expected": {"outputs": []}}""");
        await watched.StartAsync();
        var before = watched["iris"];
        foreach (var file in new[] { "iris/model.json", "iris/labels.txt", "iris/samples/a.json" })
            File.SetLastWriteTimeUtc(watched.Folder.At(file), TempFolder.LongAgo.AddSeconds(1));
        await watched.ScanAsync();
        watched["iris"].Options.ShouldBeSameAs(before.Options);
        watched["iris"].Samples.ShouldBeSameAs(before.Samples);
        watched.Folder.Write("iris/samples/a.json", """{"request": {}}""", TempFolder.LongAgo.AddSeconds(2));
        await watched.ScanAsync();
        watched["iris"].Options.ShouldBeSameAs(before.Options);
        watched["iris"].Samples.ShouldHaveSingleItem().ExpectedJson.ShouldBeNull();
    }

    [Fact]
    public async Task Gives_the_good_samples_and_tells_of_the_bad_ones()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/samples/a.json", """{"request": {"inputs": []}, "versions": "1.x"}""");
        watched.Folder.Write("iris/samples/b.json", """{"tolerance": -1}""");
        await watched.StartAsync();
        watched["iris"].Samples.ShouldHaveSingleItem().Name.ShouldBe("a.json");
        watched["iris"].Problem!.ShouldContain("iris/samples/b.json: tolerance is -1, but must be a number of 0 or more");
    }

    [Fact]
    public async Task Samples_that_cannot_be_read_stay_as_they_were_while_everything_else_changes()
    {
        await using var watched = new WatchedFolders();
        watched.Folder.Write("iris/1/model.onnx");
        watched.Folder.Write("iris/samples/a.json", """{"request": {}}""");
        watched.Folder.Write("digits/1/model.onnx");
        await watched.StartAsync();
        File.CreateSymbolicLink(watched.Folder.At("iris/samples/b.json"), watched.Folder.At("iris/samples/b.json"));
        watched.Folder.Write("iris/2/model.onnx");
        watched.Folder.Write("digits/2/model.onnx");
        await watched.ScanAsync();
        watched.Versions("iris").ShouldBe(["1", "2"]);
        watched["iris"].Samples.Count.ShouldBe(1);
        watched["iris"].Problem!.ShouldContain("cannot be read");
        watched.Versions("digits").ShouldBe(["1", "2"]);
        watched.Folder.Delete("iris/samples/b.json");
        await watched.ScanAsync();
        watched["iris"].Problem.ShouldBeNull();
    }
}
