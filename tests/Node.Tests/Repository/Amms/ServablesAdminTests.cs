using System.Text;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Tests.Repository.Amms;

public sealed class ServablesAdminTests
{
    private static readonly Cause Operator = new(CauseKind.ApiKey, "operator");

    [Fact]
    public async Task A_change_that_cannot_be_journalled_is_refused_and_changes_nothing()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.History.Unavailable = "the disk is full";
        var before = await File.ReadAllTextAsync(watched.Folder.At("servables.json"));
        var outcome = await ApplyAsync(watched, $"[{watched.Entry("other", "1.x")}]", dryRun: false);
        outcome.Status.ShouldBe(AdminStatus.Failed);
        outcome.Message.ShouldBe("the change could not be written to the journal, so nothing was changed: the disk is full");
        (await File.ReadAllTextAsync(watched.Folder.At("servables.json"))).ShouldBe(before);
    }

    [Fact]
    public async Task A_change_whose_file_cannot_be_written_is_refused_and_recorded_as_rejected()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        watched.Folder.Make("servables.json.tmp"); // where the new file would first be written
        var outcome = await ApplyAsync(watched, $"[{watched.Entry("other", "1.x")}]", dryRun: false);
        outcome.Status.ShouldBe(AdminStatus.Failed);
        outcome.Message.ShouldContain("servables.json cannot be written, so nothing was changed");
        watched.History.Events[^1].ShouldStartWith("rejected: ");
        watched.File.Current!.Entries.Single().Model.Value.ShouldBe("text");
    }

    [Fact]
    public async Task A_dry_run_changes_and_records_nothing_whether_good_or_bad()
    {
        await using var watched = new WatchedServables();
        watched.Configure(watched.Entry("text", "1.x"));
        watched.Folder.Write("models/text-1_0_0-9.onnx");
        await watched.StartAsync();
        (await ApplyAsync(watched, $"[{watched.Entry("text", "2.x")}]", dryRun: true)).Changes.Select(change => change[0]).ShouldBe(['-', '+']);
        (await ApplyAsync(watched, "[]", dryRun: true)).Status.ShouldBe(AdminStatus.InvalidArgument);
        watched.History.Events.Count.ShouldBe(1);
    }

    private static async Task<ServablesOutcome> ApplyAsync(WatchedServables watched, string json, bool dryRun)
    {
        using var admin = watched.Admin();
        return await admin.ApplyAsync(Encoding.UTF8.GetBytes(json), Operator, dryRun, CancellationToken.None);
    }
}
