using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Tests.Repository.Amms;

public sealed class ServablesSourceTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Of_a_range_the_newest_version_is_wanted_as_a_number_and_no_other_main_version()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x", "text_input"));
        foreach (var version in new[] { "1_0_9", "1_9_0", "1_10_0", "2_0_0" })
            watched.Folder.Write($"models/text-{version}-5.onnx");
        await watched.StartAsync();
        watched.Wanted("text").ShouldBe(["1.10.0"]);
        watched["text"].Problem.ShouldBeNull();
        watched["text"].Found.ShouldAllBe(found => found.Adapter == "text_input");
    }

    [Fact]
    public async Task Of_one_version_the_file_that_was_trained_last_counts_as_a_number()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.FileOf("text", "1.0.0").ShouldBe("text-1_0_0-9.onnx");
        watched["text"].Found.Single().TrainedAt.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(9));
        watched.Folder.Write("models/text-1_0_0-10.onnx");
        await watched.ScanAsync();
        watched.FileOf("text", "1.0.0").ShouldBe("text-1_0_0-10.onnx");
        watched.Sets.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_scan_without_news_tells_nothing()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"), watched.Entry("flowers", "2.1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        watched.Folder.Write("models/flowers/2.1.0/model.onnx");
        watched.Folder.Write("models/flowers/model.json", """{"queue_limit":5}""");
        await watched.StartAsync();
        await watched.ScanAsync();
        await watched.ScanAsync();
        watched.Sets.Count.ShouldBe(1);
        watched.Folder.Write("models/text-1_0_1-9.onnx");
        var flowers = watched["flowers"];
        await watched.RefreshAsync();
        watched["flowers"].ShouldBeSameAs(flowers);
        watched.Wanted("text").ShouldBe(["1.0.1"]);
    }

    [Fact]
    public async Task Entries_of_one_name_become_one_model_with_the_adapter_of_each_main_version()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("my-text_2", "1.x", "text_input"), watched.Entry("my-text_2", "4.0.x", "vector_input"));
        foreach (var version in new[] { "1_0_0", "1_2_0", "4_0_7", "4_1_0", "2_0_0" })
            watched.Folder.Write($"models/my-text_2-{version}-5.onnx");
        await watched.StartAsync();
        watched.Wanted("my-text_2").ShouldBe(["4.0.7", "1.2.0"]);
        watched["my-text_2"].Found.Select(found => $"{found.Version} {found.Adapter}").ShouldBe(
            ["1.0.0 text_input", "1.2.0 text_input", "4.0.7 vector_input", "4.1.0 vector_input"]);
    }

    [Fact]
    public async Task A_file_with_a_bad_name_is_skipped_with_one_warning()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        watched.Folder.Write("models/text-newest.onnx");
        watched.Folder.Write("models/notes.txt");
        await watched.StartAsync();
        await watched.ScanAsync();
        await watched.ScanAsync();
        watched.Log.Warnings.Single().ShouldContain("text-newest.onnx is not served: the name of an artefact is {model_name}-{main}_{sub}_{subsub}-{unix time}.onnx");
        watched.Wanted("text").ShouldBe(["1.0.0"]);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_waits_and_the_one_before_stays()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.Folder.Write("models/text-1_0_0-10.onnx", "half", watched.Time.GetUtcNow().UtcDateTime.AddSeconds(5));
        await watched.ScanAsync();
        watched.FileOf("text", "1.0.0").ShouldBe("text-1_0_0-9.onnx");
        await watched.PassAsync(Settle);
        watched.FileOf("text", "1.0.0").ShouldBe("text-1_0_0-10.onnx");
    }

    [Fact]
    public async Task Folders_of_versions_are_read_too_with_the_settings_and_samples_beside_them()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x", "text_input"));
        watched.Folder.Write("models/text/1.0.3/model.onnx");
        watched.Folder.Write("models/text-1_0_2-9.onnx");
        watched.Folder.Write("models/text/model.json", """{"labels":{"y":["A","B"]},"version_policy":"all"}""");
        watched.Folder.Write("models/text/samples/one.json", """{"request":{"inputs":[]}}""");
        await watched.StartAsync();
        watched.Wanted("text").ShouldBe(["1.0.3"]);
        watched["text"].Options.Labels["y"].ShouldBe(["A", "B"]);
        watched["text"].Samples.Single().Name.ShouldBe("one.json");
        watched["text"].Options.VersionPolicy.ShouldBeOfType<VersionPolicy.Ranges>();
    }

    [Fact]
    public async Task A_model_without_an_artefact_says_where_it_was_looked_for()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.2.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched["text"].Problem!.ShouldBe(
            $"text: {watched.Folder.At("models")} holds no artefact in version 1.2.x, but 1.0.0; expected text-1_0_0-<unix time>.onnx or text/1.0.0/model.onnx");
        watched.Folder.Delete("models");
        watched.Configure(watched.Entry("other", "1.x"));
        await watched.ScanAsync();
        watched["other"].Problem!.ShouldContain($"load_url '{watched.Folder.At("models")}'");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_any_more_keeps_what_was_served()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.Folder.Delete("models");
        await watched.ScanAsync();
        watched.Wanted("text").ShouldBe(["1.0.0"]);
        watched["text"].Problem!.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task A_broken_file_changes_nothing_and_is_recorded_and_a_mended_one_counts()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        watched.Folder.Write("models/flowers-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.Folder.Write("servables.json", "[{", TempFolder.LongAgo.AddDays(1));
        await watched.ScanAsync();
        await watched.ScanAsync();
        watched.Wanted("text").ShouldBe(["1.0.0"]);
        watched["text"].Problem!.ShouldStartWith("servables.json was rejected, the last good one stays in use: servables.json: line 1");
        watched.Configure(watched.Entry("text", "1.x"), watched.Entry("flowers", "1.x"));
        await watched.ScanAsync();
        watched["text"].Problem.ShouldBeNull();
        watched.Wanted("flowers").ShouldBe(["1.0.0"]);
        watched.History.Events.Select(happened => happened.Split(':')[0]).ShouldBe(["accepted", "rejected", "accepted"]);
        watched.History.Events[2].ShouldStartWith("accepted: + flowers 1.x.x");
        watched.Log.Warnings.Single().ShouldContain("was rejected");
    }

    [Fact]
    public async Task A_file_that_is_broken_or_gone_at_the_start_leaves_what_was_accepted_last()
    {
        await using var watched = new WatchedServables();
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        watched.History.LastAccepted = $"[{watched.Entry("text", "1.x")}]";
        watched.Folder.Write("servables.json", "{}");
        await watched.StartAsync();
        watched.Wanted("text").ShouldBe(["1.0.0"]);
        watched["text"].Problem!.ShouldContain("was rejected");
        watched.Folder.Delete("servables.json");
        await watched.ScanAsync();
        watched["text"].Problem!.ShouldContain("servables.json is not there");
    }

    [Fact]
    public async Task Nothing_is_told_before_a_first_good_file()
    {
        await using var watched = new WatchedServables();
        watched.Folder.Write("servables.json", "{}");
        await watched.StartAsync();
        await watched.ScanAsync();
        watched.Sets.ShouldBeEmpty();
        watched.Configure(watched.Entry("text", "1.x"));
        await watched.ScanAsync();
        watched.Sets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_entry_that_goes_takes_its_model_away()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"), watched.Entry("flowers", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        watched.Folder.Write("models/flowers-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.Configure(watched.Entry("flowers", "1.x"));
        await watched.ScanAsync();
        watched.Sets[^1].Keys.Single().Value.ShouldBe("flowers");
    }

    [Fact]
    public async Task A_refresh_looks_at_once()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.Folder.Write("models/text-1_0_1-9.onnx");
        await watched.RefreshAsync();
        watched.Wanted("text").ShouldBe(["1.0.1"]);
    }
}
