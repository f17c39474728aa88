using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Tests.Repository;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Artefacts;

public sealed class ArtefactShelfTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _source = new();
    private readonly VirtualTime _time = new();
    private readonly ExecutorThreads _threads = new("reading", 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _threads.Dispose();
        _folder.Dispose();
        _source.Dispose();
    }

    [Fact]
    public async Task Those_not_used_for_the_longest_time_go_first()
    {
        var shelf = Shelf(maxBytes: 30);
        var (one, two, three, four) = (Of("one", 10), Of("two", 10), Of("three", 10), Of("four", 10));
        foreach (var manifest in (ArtefactManifest[])[one, two, three])
            await PutAsync(shelf, manifest);
        await UseAsync(shelf, one);

        await PutAsync(shelf, four);

        (await HasAsync(shelf, one, two, three, four)).ShouldBe([true, false, true, true]);
        Directory.Exists(_folder.At(two.Sha256)).ShouldBeFalse();
    }

    [Fact]
    public async Task When_it_was_used_last_is_known_after_a_restart()
    {
        var (one, two, three) = (Of("one", 10), Of("two", 10), Of("three", 10));
        var before = Shelf(maxBytes: 20);
        await PutAsync(before, one);
        await PutAsync(before, two);
        await UseAsync(before, one);

        var after = Shelf(maxBytes: 20);
        await PutAsync(after, three);

        (await HasAsync(after, one, two, three)).ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task What_was_used_last_goes_last_though_the_wall_clock_was_set_back()
    {
        var (one, two, three) = (Of("one", 10), Of("two", 10), Of("three", 10));
        var before = Shelf(maxBytes: 20);
        await PutAsync(before, one);
        await PutAsync(before, two);
        _time.StepWallClock(TimeSpan.FromDays(-1));
        await UseAsync(before, one);

        var after = Shelf(maxBytes: 20);
        await PutAsync(after, three);

        (await HasAsync(after, one, two, three)).ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task Those_in_use_stay_and_what_finds_no_room_says_so()
    {
        var shelf = Shelf(maxBytes: 20);
        var (one, two) = (Of("one", 15), Of("two", 10));
        await PutAsync(shelf, one);
        using (await shelf.TryUseAsync(one.Sha256, Cancellation))
        {
            var failure = await Should.ThrowAsync<ArtefactShelfException>(() => PutAsync(shelf, two));
            failure.Message.ShouldContain("no room for the 10 bytes");
            failure.Message.ShouldContain("of the 20 bytes that it may take, 15 are");
            failure.Message.ShouldContain("Cluster:ArtefactBytes");
        }

        await PutAsync(shelf, two);
        (await HasAsync(shelf, one, two)).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Letting_go_twice_counts_once()
    {
        var shelf = Shelf(maxBytes: 20);
        var (one, two) = (Of("one", 15), Of("two", 10));
        await PutAsync(shelf, one);
        using var first = await shelf.TryUseAsync(one.Sha256, Cancellation);
        var second = await shelf.TryUseAsync(one.Sha256, Cancellation);
        second!.Dispose();
        second.Dispose();
        await Should.ThrowAsync<ArtefactShelfException>(() => PutAsync(shelf, two));
    }

    [Fact]
    public async Task Files_that_changed_on_the_disk_are_found_out()
    {
        var shelf = Shelf();
        var one = Of("one", 10);
        await PutAsync(shelf, one);
        await File.WriteAllBytesAsync(FileOf(one), new byte[10], Cancellation);

        (await HasAsync(shelf, one)).ShouldBe([false]);

        Directory.Exists(_folder.At(one.Sha256)).ShouldBeFalse();
        await PutAsync(shelf, one);
        (await HasAsync(shelf, one)).ShouldBe([true]);
    }

    [Fact]
    public async Task Files_that_only_look_changed_are_read_once_more_and_kept()
    {
        var shelf = Shelf();
        var one = Of("one", 10);
        await PutAsync(shelf, one);
        File.SetLastWriteTimeUtc(FileOf(one), TempFolder.LongAgo);
        (await HasAsync(shelf, one)).ShouldBe([true]);
        (await HasAsync(Shelf(), one)).ShouldBe([true]);
    }

    [Fact]
    public async Task What_a_crash_left_behind_does_not_count()
    {
        var (one, two) = (Of("one", 10), Of("two", 10));
        await PutAsync(Shelf(), one);
        _folder.Write($"{two.Sha256}/files/two", "half");
        _folder.Write(".removed-0123/files/x", "half");
        File.Delete(FileOf(one));

        (await HasAsync(Shelf(), one, two)).ShouldBe([false, false]);

        Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).ShouldBe([".partial"], ignoreOrder: true);
    }

    [Fact]
    public async Task Parts_are_kept_for_the_next_try_but_not_for_ever()
    {
        var one = Of("one", 10);
        var shelf = Shelf();
        await Should.ThrowAsync<TimeoutException>(() => shelf.TakeInAsync(one, async folder =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "one"), "half", Cancellation);
            throw new TimeoutException();
        }, Cancellation));
        File.Exists(_folder.At($".partial/{one.Sha256}/files/one")).ShouldBeTrue();
        shelf.Find(one.Sha256).ShouldBeNull();

        Directory.SetLastWriteTimeUtc(_folder.At($".partial/{one.Sha256}"), _time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2));
        Shelf().Find(one.Sha256).ShouldBeNull();

        Directory.Exists(_folder.At($".partial/{one.Sha256}")).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_who_bring_the_same_the_second_waits_and_has_nothing_to_do()
    {
        var shelf = Shelf();
        var one = Of("one", 10);
        var arrived = new TaskCompletionSource();
        var first = shelf.TakeInAsync(one, async folder =>
        {
            await arrived.Task;
            File.Copy(_source.At("one"), Path.Combine(folder, "one"));
        }, Cancellation);
        var second = shelf.TakeInAsync(one, _ => throw new InvalidOperationException("it is being brought already"), Cancellation);

        arrived.SetResult();

        (await first).Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_disk_that_refuses_leaves_nothing_half_written()
    {
        var shelf = Shelf();
        var one = Of("one", 10);
        var failure = await Should.ThrowAsync<ArtefactShelfException>(() => shelf.TakeInAsync(one, async folder =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "one"), "half", Cancellation);
            throw new ArtefactShelfException("No space left on device");
        }, Cancellation));
        failure.Message.ShouldBe("No space left on device");
        Directory.Exists(_folder.At($".partial/{one.Sha256}")).ShouldBeFalse();
        await PutAsync(shelf, one);
    }

    [Fact]
    public async Task A_disk_without_room_is_noticed_before_and_while_it_is_written()
    {
        using var disk = SmallDisk.TryMount(_folder.Make("disk"), bytes: 1 << 20);
        Assert.SkipWhen(disk is null, "mounting a small disk takes root and the right to mount");
        var shelf = Shelf(folder: _folder.At("disk/artefacts"));
        var (large, small) = (Of("large", 2 << 20), Of("small", 600_000));

        (await Should.ThrowAsync<ArtefactShelfException>(() => PutAsync(shelf, large))).Message.ShouldContain("bytes left, and an artefact needs 2,097,152");
        var full = await Should.ThrowAsync<ArtefactShelfException>(() => shelf.TakeInAsync(small, async folder =>
        {
            File.WriteAllBytes(_folder.At("disk/other"), new byte[700_000]); // somebody else's
            await using var arriving = ArrivingFile.Open(folder, small.Files[0]);
            await arriving.WriteAsync(new byte[600_000], Cancellation);
        }, Cancellation));

        full.Message.ShouldContain("No space left on device");
        full.Message.ShouldContain("Repository:DataFolder");
        Directory.GetFileSystemEntries(_folder.At("disk/artefacts/.partial")).ShouldBeEmpty();
        File.Delete(_folder.At("disk/other"));
        await PutAsync(shelf, small);
        await PutAsync(shelf, Of("another", 500_000));
        (await HasAsync(shelf, small)).ShouldBe([false]);
    }

    private ArtefactShelf Shelf(long maxBytes = long.MaxValue, string? folder = null) =>
        new(folder ?? _folder.Root, maxBytes, new LoadingQueue(_threads), _time, NullLogger<ArtefactShelf>.Instance);

    private ArtefactManifest Of(string name, int bytes)
    {
        var content = new byte[bytes];
        new Random(name.Length + name[0]).NextBytes(content);
        _source.Write(name);
        File.WriteAllBytes(_source.At(name), content);
        var file = FileSum.Of(_source.At(name), name);
        return new ArtefactManifest(file.Sha256, [file]);
    }

    private string FileOf(ArtefactManifest manifest) => _folder.At($"{manifest.Sha256}/files/{manifest.Model}");

    private async Task PutAsync(ArtefactShelf shelf, ArtefactManifest manifest)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        using var use = await shelf.TakeInAsync(manifest, folder =>
        {
            File.Copy(_source.At(manifest.Model), Path.Combine(folder, manifest.Model), overwrite: true);
            return Task.CompletedTask;
        }, Cancellation);
        (await File.ReadAllBytesAsync(use.Model, Cancellation)).ShouldBe(await File.ReadAllBytesAsync(_source.At(manifest.Model), Cancellation));
    }

    private async Task UseAsync(ArtefactShelf shelf, ArtefactManifest manifest)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        (await shelf.TryUseAsync(manifest.Sha256, Cancellation)).ShouldNotBeNull().Dispose();
    }

    private static async Task<List<bool>> HasAsync(ArtefactShelf shelf, params ArtefactManifest[] manifests)
    {
        var has = new List<bool>();
        foreach (var manifest in manifests)
        {
            using var use = await shelf.TryUseAsync(manifest.Sha256, Cancellation);
            has.Add(use is not null);
        }

        return has;
    }
}
