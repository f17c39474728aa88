using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Tests.Repository;

namespace ModelCluster.Cluster.Tests.Artefacts;

public sealed class ArtefactManifestTests : IDisposable
{
    private static readonly string Sum = new('a', 64);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_reads_back()
    {
        var manifest = Of(new("model.onnx", 3, Sum), new("inner/weights.bin", 4, Sum));
        var read = ArtefactManifest.Read(manifest.Write());
        read.Files.ShouldBe(manifest.Files);
        read.Sha256.ShouldBe(manifest.Sha256);
        read.Bytes.ShouldBe(7);
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("C:/a")]
    [InlineData("a\nb")]
    [InlineData("a/")]
    [InlineData("..")]
    [InlineData("")]
    public void A_path_that_leads_out_is_refused(string path) =>
        Should.Throw<FormatException>(() => ArtefactManifest.Read(Of(new("model.onnx", 1, Sum), new(path, 1, Sum)).Write())).Message.ShouldContain("does not stay in the artefact's folder");

    [Fact]
    public void What_is_not_sound_is_refused()
    {
        Refused(Of(new("a.onnx", 1, Sum), new FileSum("a.onnx", 1, Sum)), "names 'a.onnx' twice");
        Refused(Of(new FileSum("a.onnx", -1, Sum)), "size or the SHA-256");
        Refused(Of(new FileSum("a.onnx", 1, "b")), "size or the SHA-256");
        Refused(Of(new FileSum("a.dll", 1, Sum)), "is code");
        Refused(Of(new FileSum("a.onnx", 1, Sum)) with { Sha256 = new('b', 64) }, "is not that of its files");
        Refused(new ArtefactManifest(Sum, []), "0 files");
        Should.Throw<FormatException>(() => ArtefactManifest.Read("[]"u8));
        Should.Throw<FormatException>(() => ArtefactManifest.Read("null"u8));
        Should.Throw<FormatException>(() => ArtefactManifest.Read("""{"sha256":"x"}"""u8));
    }

    [Fact]
    public void What_a_later_release_adds_is_passed_over()
    {
        var json = JsonNode.Parse(Of(new FileSum("a.onnx", 1, Sum)).Write())!;
        json["signed_by"] = "somebody";
        ArtefactManifest.Read(Encoding.UTF8.GetBytes(json.ToJsonString())).Model.ShouldBe("a.onnx");
    }

    [Fact]
    public void Links_are_followed_within_the_folder_only()
    {
        var folder = _folder.Make("store/v1");
        var real = _folder.Write("store/v1/..data/model.onnx", "model");
        _folder.Write("store/secret", "secret");
        File.CreateSymbolicLink(_folder.At("store/v1/model.onnx"), "..data/model.onnx");
        File.CreateSymbolicLink(_folder.At("store/v1/out"), "../secret");
        Directory.CreateSymbolicLink(_folder.At("store/v1/up"), "..");
        Directory.CreateSymbolicLink(_folder.At("current"), "store/v1");
        File.CreateSymbolicLink(_folder.At("store/v1/loop"), "loop");

        ContainedPath.Resolve(folder, "model.onnx").ShouldBe(real);
        ContainedPath.Resolve(_folder.At("current"), "model.onnx").ShouldBe(real);
        ContainedPath.Resolve(folder, "out").ShouldBeNull();
        ContainedPath.Resolve(folder, "up/secret").ShouldBeNull();
        ContainedPath.Resolve(folder, "../secret").ShouldBeNull();
        Should.Throw<IOException>(() => ContainedPath.Resolve(folder, "loop")).Message.ShouldContain("too many links");
    }

    [Fact]
    public void A_stamp_fits_as_any_source_of_models_gives_it()
    {
        var model = _folder.Write("model.onnx");
        _folder.Write("model.onnx.data");
        _folder.Write("other.txt");
        string Stamp(params string[] names) => Node.Repository.FileStamp.Of(names.Select(name => new FileInfo(_folder.At(name)))).Text;

        Stamps.Fits(model, Stamp("model.onnx")).ShouldBeTrue();
        Stamps.Fits(model, Stamp("model.onnx", "model.onnx.data")).ShouldBeTrue();
        Stamps.Fits(model, Stamp("model.onnx", "model.onnx.data", "other.txt")).ShouldBeTrue();
        Stamps.Fits(model, Stamp("model.onnx", "other.txt")).ShouldBeFalse();
        Stamps.Fits(model, "").ShouldBeFalse();
        Stamps.Fits(_folder.At("missing.onnx"), "x").ShouldBeFalse();
    }

    [Fact]
    public void Weights_that_are_missing_are_named()
    {
        var model = _folder.Write("model.onnx");
        File.WriteAllBytes(model, new Node.Tests.Onnx.OnnxModelBuilder().ExternalConstant("w", "weights.bin").Build());
        Should.Throw<ModelLoadException>(() => ArtefactManifest.Of(ArtefactFiles.Of(model))).Message.ShouldContain($"needs {_folder.At("weights.bin")}, which is not there");
    }

    private static ArtefactManifest Of(params FileSum[] files) => new(ArtefactFiles.Sum(files), files);

    private static void Refused(ArtefactManifest manifest, string reason) =>
        Should.Throw<FormatException>(() => ArtefactManifest.Read(manifest.Write())).Message.ShouldContain(reason);
}
