using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository.Amms;
using ModelCluster.Node.Repository.Amms.Remote;

namespace ModelCluster.Node.Tests.Repository.Amms.Remote;

/// <summary>Fetching from a real web server and from a stand-in for an S3 store, over real connections.</summary>
public sealed class MirrorFolderTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private FileServer _server = null!;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("index")]
    [InlineData("page")]
    [InlineData("s3")]
    public async Task Fetches_the_newest_of_each_range_and_what_lies_beside_it_and_nothing_else(string kind)
    {
        var prefix = await StartAsync(kind);
        foreach (var name in new[] { "text-1_0_9-5.onnx", "text-1_10_0-9.onnx", "text-1_10_0-10.onnx", "text-2_0_0-5.onnx", "other-1_0_0-5.onnx", "notes.txt" })
            _server.Put(prefix + name, name);
        _server.Put(prefix + "text/model.json", "{}");
        _server.Put(prefix + "text/labels.txt", "A");
        _server.Put(prefix + "text/samples/one.json", "{}");
        WriteIndex(kind);
        using var store = Store(kind);
        (await SyncAsync(store, Entry("text", "1.x"))).Changed.ShouldBeTrue();
        Fetched().ShouldBe(["text-1_10_0-10.onnx", "text/labels.txt", "text/model.json", "text/samples/one.json"]);
        (await File.ReadAllTextAsync(_folder.At("text-1_10_0-10.onnx"))).ShouldBe("text-1_10_0-10.onnx");
    }

    [Theory]
    [InlineData("index")]
    [InlineData("page")]
    [InlineData("s3")]
    public async Task What_was_fetched_is_not_fetched_again_also_after_a_restart(string kind)
    {
        var prefix = await StartAsync(kind);
        _server.Put(prefix + "text-1_0_0-5.onnx", "five");
        _server.Put(prefix + "text/1.0.0/model.onnx", "old");
        _server.Put(prefix + "text/model.json", "{}");
        WriteIndex(kind);
        using (var first = Store(kind))
            (await SyncAsync(first, Entry("text", "1.x"))).Changed.ShouldBeTrue();
        _server.Requests.Clear();
        using var second = Store(kind);
        (await SyncAsync(second, Entry("text", "1.x"))).Changed.ShouldBeFalse();
        _server.Requests.ShouldNotContain(request => request.StartsWith("200", StringComparison.Ordinal) && (request.EndsWith(".onnx", StringComparison.Ordinal) || request.EndsWith("model.json", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("index")]
    [InlineData("s3")]
    public async Task A_version_in_a_folder_is_fetched_whole_and_again_when_it_changes(string kind)
    {
        var prefix = await StartAsync(kind);
        _server.Put(prefix + "text/1.2.0/model.onnx", "one");
        _server.Put(prefix + "text/1.2.0/model.onnx.data", "weights");
        _server.Put(prefix + "text/1.1.0/model.onnx", "older");
        WriteIndex(kind);
        using var store = Store(kind);
        await SyncAsync(store, Entry("text", "1.x"));
        Fetched().ShouldBe(["text/1.2.0/model.onnx", "text/1.2.0/model.onnx.data"]);
        _server.Put(prefix + "text/1.2.0/model.onnx", "two");
        (await SyncAsync(store, Entry("text", "1.x"))).Changed.ShouldBeTrue();
        (await File.ReadAllTextAsync(_folder.At("text/1.2.0/model.onnx"))).ShouldBe("two");
    }

    [Fact]
    public async Task The_artefact_before_the_newest_is_kept_and_one_that_was_withdrawn_is_not()
    {
        await StartAsync("page");
        using var store = Store("page");
        foreach (var time in new[] { 1, 2, 3 })
        {
            _server.Put($"text-1_0_0-{time}.onnx", "x");
            await SyncAsync(store, Entry("text", "1.x"));
        }

        Fetched().ShouldBe(["text-1_0_0-2.onnx", "text-1_0_0-3.onnx"]);
        _server.Files.Clear();
        _server.Put("text-1_0_0-2.onnx", "x");
        await SyncAsync(store, Entry("text", "1.x"));
        Fetched().ShouldBe(["text-1_0_0-2.onnx"]);
        _server.Files.Clear();
        await SyncAsync(store, Entry("text", "1.x"));
        Fetched().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_not_what_the_index_says_is_refused_and_the_one_before_stays()
    {
        await StartAsync("index");
        _server.Put("text-1_0_0-1.onnx", "one");
        _server.Put("text-1_0_0-2.onnx", "two");
        using var store = Store("index");
        _server.Put("index.json", $$"""[{"path":"text-1_0_0-1.onnx","sha256":"{{Sha256("one").ToUpperInvariant()}}"}]""");
        (await SyncAsync(store, Entry("text", "1.x"))).Problems.ShouldBeEmpty();
        _server.Put("index.json", $$"""[{"path":"text-1_0_0-2.onnx","sha256":"{{Sha256("three")}}"}]""");
        var (_, problems) = await SyncAsync(store, Entry("text", "1.x"));
        problems[ModelName.Parse("text")].ShouldBe($"text-1_0_0-2.onnx has the SHA-256 {Sha256("two")}, but the index says {Sha256("three")}");
        Fetched().ShouldBe(["text-1_0_0-1.onnx"]);
    }

    [Fact]
    public async Task A_file_that_breaks_off_or_is_too_large_leaves_nothing_behind_and_does_not_stop_the_others()
    {
        await StartAsync("page");
        _server.Put("text-1_0_0-1.onnx", new string('x', 100_000));
        _server.Put("huge-1_0_0-1.onnx", new string('x', 300_000));
        _server.Put("fine-1_0_0-1.onnx", "fine");
        _server.BreaksOff = "text-1_0_0-1.onnx";
        using var store = Store("page");
        var (_, problems) = await SyncAsync(store, Entry("text", "1.x"), Entry("huge", "1.x"), Entry("fine", "1.x"));
        problems[ModelName.Parse("text")].ShouldStartWith("text-1_0_0-1.onnx broke off: ");
        problems[ModelName.Parse("huge")].ShouldBe("huge-1_0_0-1.onnx is larger than 200,000 bytes, which are allowed");
        Fetched().ShouldBe(["fine-1_0_0-1.onnx"]);
    }

    [Fact]
    public async Task A_path_that_leads_out_of_the_folder_is_never_fetched()
    {
        await StartAsync("index");
        _server.Put("index.json", """["../text-1_0_0-1.onnx","/text-1_0_0-1.onnx","text/../../text-1_0_0-2.onnx","text/..%2f..%2fx.json","text/samples/../../../x.json"]""");
        using var store = Store("index");
        (await SyncAsync(store, Entry("text", "1.x"))).ShouldSatisfyAllConditions(outcome => outcome.Changed.ShouldBeFalse(), outcome => outcome.Problems.ShouldBeEmpty());
        Fetched().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}", "index.json must be an array of at most 100,000 files")]
    [InlineData("[5]", "index.json [0] must be a path, or an object of \"path\" and \"sha256\" (64 hexadecimal digits)")]
    [InlineData("[{\"path\":\"x\",\"sha256\":\"12\"}]", "index.json [0] must be")]
    [InlineData("[", "index.json is no JSON: ")]
    public async Task An_index_that_cannot_be_read_says_why(string index, string error)
    {
        await StartAsync("index");
        _server.Put("index.json", index);
        using var store = Store("index");
        (await Should.ThrowAsync<ArtefactStoreException>(SyncAsync(store, Entry("text", "1.x")))).Message.ShouldContain(error);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("s3")]
    public async Task A_store_that_is_away_says_so_and_nothing_changes(string kind)
    {
        var prefix = await StartAsync(kind);
        _server.Put(prefix + "text-1_0_0-1.onnx", "x");
        WriteIndex(kind);
        using var store = Store(kind);
        await SyncAsync(store, Entry("text", "1.x"));
        await _server.DisposeAsync();
        (await Should.ThrowAsync<ArtefactStoreException>(SyncAsync(store, Entry("text", "1.x")))).Message.ShouldContain("cannot be reached");
        Fetched().ShouldBe(["text-1_0_0-1.onnx"]);
    }

    private async Task<string> StartAsync(string kind)
    {
        _server = await FileServer.StartAsync();
        return kind == "s3" ? "bucket/some/prefix/" : "";
    }

    private void WriteIndex(string kind)
    {
        if (kind == "index")
            _server.Put("index.json", $"[{string.Join(',', _server.Files.Keys.Select(path => $"\"{path}\""))}]");
    }

    private IArtefactStore Store(string kind) => kind == "s3"
        ? new S3ArtefactStore("s3://bucket/some/prefix", _server.Address, "us-east-1", new BasicAWSCredentials("key", "secret"))
        : new HttpArtefactStore(LoadUrl.Http(_server.Address));

    private Task<(bool Changed, IReadOnlyDictionary<ModelName, string> Problems)> SyncAsync(IArtefactStore store, params ServablesEntry[] entries) =>
        new MirrorFolder(_folder.Root, store, maxBytes: 200_000, NullLogger.Instance).SyncAsync(entries, CancellationToken.None);

    private IEnumerable<string> Fetched() => Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_folder.Root, file))
        .Where(path => path != ".fetched.json")
        .Order(StringComparer.Ordinal);

    private static ServablesEntry Entry(string model, string version) =>
        new(ModelName.Parse(model), VersionRange.TryParse(version, out var range) ? range : throw new FormatException(version), LoadType.Http, "unused", "tensor");

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
