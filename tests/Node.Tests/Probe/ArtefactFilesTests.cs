using System.Security.Cryptography;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Tests.Onnx;
using ModelCluster.Node.Tests.Repository;

namespace ModelCluster.Node.Tests.Probe;

public sealed class ArtefactFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Model => Path.Combine(_folder.Root, "model.onnx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sum_of_a_model_in_one_file_is_what_sha256sum_says()
    {
        var bytes = new OnnxModelBuilder().Constant("one", 1).Build();
        File.WriteAllBytes(Model, bytes);
        var files = ArtefactFiles.Of(Model);
        files.Parts.ShouldBeEmpty();
        files.Bytes.ShouldBe(bytes.Length);
        files.Sha256().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Weights_in_files_beside_the_model_count_wherever_in_the_graph_they_are_named()
    {
        File.WriteAllBytes(Model, WithWeights("weights.bin", "inner.bin").Build());
        File.WriteAllText(Path.Combine(_folder.Root, "weights.bin"), "1234");
        File.WriteAllText(Path.Combine(_folder.Root, "inner.bin"), "5678");
        var before = ArtefactFiles.Of(Model);
        before.Parts.Select(Path.GetFileName).ShouldBe(["inner.bin", "weights.bin"]);
        before.Bytes.ShouldBe(new FileInfo(Model).Length + 8);

        File.WriteAllText(Path.Combine(_folder.Root, "inner.bin"), "567890");
        var after = ArtefactFiles.Of(Model);
        after.Stamp.Equals(before.Stamp, StringComparison.Ordinal).ShouldBeFalse();
        var sum = after.Sha256();
        File.WriteAllText(Path.Combine(_folder.Root, "inner.bin"), "567891");
        ArtefactFiles.Of(Model).Sha256().Equals(sum, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_no_model_says_so()
    {
        File.WriteAllText(Model, "no model");
        Should.Throw<ModelLoadException>(() => ArtefactFiles.Of(Model)).Message.ShouldContain("not an ONNX model");
        File.Delete(Model);
        Should.Throw<ModelLoadException>(() => ArtefactFiles.Of(Model)).Message.ShouldContain("does not exist");
    }

    [Fact]
    public void Of_code_every_file_beside_it_counts_and_every_library_below()
    {
        var code = _folder.Write("Tested.dll", "code");
        _folder.Write("words.txt", "words");
        _folder.Write("runtimes/linux-x64/native/libnative.so.1", "native");
        _folder.Write("notes/readme.txt", "not code");
        var before = ArtefactFiles.Of(code);
        before.Parts.Select(file => Path.GetRelativePath(_folder.Root, file)).ShouldBe(["words.txt", "runtimes/linux-x64/native/libnative.so.1"]);
        var sum = before.Sha256();

        _folder.Write("notes/readme.txt", "changed");
        ArtefactFiles.Of(code).Sha256().ShouldBe(sum);
        foreach (var part in (string[])["words.txt", "runtimes/linux-x64/native/libnative.so.1", "Tested.dll", "Another.dll"])
        {
            _folder.Write(part, "changed");
            var now = ArtefactFiles.Of(code).Sha256();
            now.Equals(sum, StringComparison.Ordinal).ShouldBeFalse(part);
            sum = now;
        }
    }

    private static OnnxModelBuilder WithWeights(string outer, string inner) => new OnnxModelBuilder()
        .ExternalConstant("outer", outer)
        .Node("Loop", ["outer"], ["out"], OnnxModelBuilder.GraphAttribute("body", new OnnxModelBuilder().ExternalConstant("inner", inner)));
}
